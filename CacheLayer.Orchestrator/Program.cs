using CacheLayer.Orchestrator;

OrchestratorApp.Build(args).Run();
