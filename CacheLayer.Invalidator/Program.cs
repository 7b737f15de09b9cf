using CacheLayer.Invalidator;

InvalidatorApp.Build(args).Run();
