using CacheLayer.OriginMock;

OriginApp.Build(args).Run();
