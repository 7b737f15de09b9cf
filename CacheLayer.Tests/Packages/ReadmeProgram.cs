using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using CacheLayer.Tests.Support;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Packages;

/// <summary>A program out of a README, compiled as a new web project would compile it, and running.</summary>
internal sealed partial class ReadmeProgram : IAsyncDisposable, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    // What the Web SDK imports in every file.
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Net.Http.Json; global using System.Threading; global using System.Threading.Tasks; global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private static readonly AsyncLocal<ReadmeProgram?> Starting = new();

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    private readonly TaskCompletionSource<IHost> _host = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> _subscriptions = [];
    private Task _running = Task.CompletedTask;
    private IHostApplicationLifetime _life = null!;

    private ReadmeProgram()
    {
    }

    public HttpClient Http { get; } = new();

    /// <summary>The programs of a README that are whole.</summary>
    public static IReadOnlyList<string> Of(string readme)
        => [.. Complete.Matches(File.ReadAllText(RepositoryFiles.Find(readme))).Select(match => match.Groups["code"].Value)];

    /// <summary>Compiles it; an error of the compiler is the message of the exception.</summary>
    public static Assembly Compile(string code)
    {
        using var assembly = new MemoryStream();
        var result = CompilationOf(code, isProgram: true).Emit(assembly);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics.Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Error)));
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Warning));
        return Assembly.Load(assembly.ToArray());
    }

    /// <summary>What the compiler says of code in a new web project.</summary>
    /// <param name="code">The code.</param>
    /// <param name="isProgram">Whether it has statements, or types only.</param>
    /// <param name="others">Other files of the project.</param>
    public static CSharpCompilation CompilationOf(string code, bool isProgram, params SyntaxTree[] others)
        => CSharpCompilation.Create(
            $"readme-{Guid.NewGuid():N}",
            [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(code, path: "Program.cs"), .. others],
            References,
            new(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    public static async Task<ReadmeProgram> StartAsync(string code, params string[] arguments)
    {
        var program = new ReadmeProgram();
        var main = Compile(code).EntryPoint!;
        Starting.Value = program;
        program._subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(program));
        program._running = Task.Run(() => main.Invoke(null, [new[] { "--urls", "http://127.0.0.1:0" }.Concat(arguments).ToArray()]));
        Starting.Value = null;
        await await Task.WhenAny(program._host.Task, program._running);
        var services = (await program._host.Task).Services;
        program._life = services.GetRequiredService<IHostApplicationLifetime>();
        await Eventually.That("it listens", () => program._life.ApplicationStarted.IsCancellationRequested || program._running.IsCompleted);
        program.Http.BaseAddress = new(services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return program;
    }

    public async ValueTask DisposeAsync()
    {
        _life.StopApplication();
        await _running;
        _subscriptions.ForEach(subscription => subscription.Dispose());
        Http.Dispose();
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name is "Microsoft.Extensions.Hosting")
        {
            _subscriptions.Add(value.Subscribe(this));
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: "HostBuilt", Value: IHost host } && Starting.Value == this)
        {
            _host.TrySetResult(host);
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    [GeneratedRegex("<!-- complete -->\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Complete { get; }
}
