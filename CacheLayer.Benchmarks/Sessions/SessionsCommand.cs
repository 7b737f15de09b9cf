using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CacheLayer.Benchmarks.Redis;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace CacheLayer.Benchmarks.Sessions;

/// <summary><c>sessions</c>: how many carts are lost when a process that has just started gets a request of each user at once.</summary>
internal static class SessionsCommand
{
    private const string ServeName = "serve";

    public static Command Create()
    {
        var users = new Option<int>("--users") { DefaultValueFactory = _ => 40, Description = "Users, each with a cart in the session." };
        var runs = new Option<int>("--runs") { DefaultValueFactory = _ => 10, Description = "Processes that are started, one after the other." };
        var isMicrosofts = new Option<bool>("--microsoft") { Description = "Sessions on Microsoft's cache over the same Redis, to compare." };
        var command = new Command("sessions", "Starts a process with sessions, sends it a request of every user at once that writes without loading, and counts the carts that are gone.")
        {
            users, runs, isMicrosofts, CreateServe(),
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var redis = await BenchmarkRedis.OpenAsync(null);
            var table = new Table().AddColumns("users", "carts lost", "requests failed", "ms until the last answer");
            for (var i = 0; i < parse.GetValue(runs); i++)
            {
                await redis.FlushAsync();
                var (lost, failed, took) = await RunAsync(redis.ConnectionString, parse.GetValue(users), parse.GetValue(isMicrosofts), cancellationToken);
                table.AddRow(Text(parse.GetValue(users)), Text(lost), Text(failed), Text(took.TotalMilliseconds));
            }

            AnsiConsole.Write(table);
            return 0;
        });
        return command;
    }

    // The process under test: this program, started again.
    private static Command CreateServe()
    {
        var redis = new Argument<string>("redis");
        var keys = new Argument<string>("keys");
        var isMicrosofts = new Option<bool>("--microsoft");
        var serve = new Command(ServeName, "The process under test.") { redis, keys, isMicrosofts };
        serve.Hidden = true;
        serve.SetAction(async (parse, cancellationToken) =>
        {
            await using var service = await SessionService.StartAsync(parse.GetValue(redis)!, parse.GetValue(keys)!, parse.GetValue(isMicrosofts));
            Console.WriteLine(service.Urls.Single());
            await service.WaitForShutdownAsync(cancellationToken);
            return 0;
        });
        return serve;
    }

    private static async Task<(int Lost, int Failed, TimeSpan Took)> RunAsync(string redis, int users, bool isMicrosofts, CancellationToken cancellationToken)
    {
        var keys = Directory.CreateTempSubdirectory("sessions");
        try
        {
            await using var own = await SessionService.StartAsync(redis, keys.FullName, isMicrosofts);
            using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });
            var cookies = new string[users];
            for (var i = 0; i < users; i++)
            {
                using var stored = (await http.GetAsync($"{own.Urls.Single()}/store", cancellationToken)).EnsureSuccessStatusCode();
                cookies[i] = stored.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            }

            string[] arguments = ["sessions", ServeName, redis, keys.FullName, .. isMicrosofts ? ["--microsoft"] : Array.Empty<string>()];
            using var fresh = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
            try
            {
                var url = await fresh.StandardOutput.ReadLineAsync(cancellationToken);
                var began = Stopwatch.GetTimestamp();
                var answers = await Task.WhenAll(cookies.Select(cookie => AskAsync(http, $"{url}/see", cookie, cancellationToken)));
                var took = Stopwatch.GetElapsedTime(began);
                var carts = await Task.WhenAll(cookies.Select(cookie => AskAsync(http, $"{own.Urls.Single()}/cart", cookie, cancellationToken)));
                return (carts.Count(cart => cart is not "full"), answers.Count(answer => answer is null), took);
            }
            finally
            {
                fresh.Kill();
                await fresh.WaitForExitAsync(CancellationToken.None);
            }
        }
        finally
        {
            keys.Delete(recursive: true);
        }
    }

    /// <returns>The answer; null when the request failed.</returns>
    private static async Task<string?> AskAsync(HttpClient http, string url, string cookie, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "Cookie", cookie } } };
        using var response = await http.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancellationToken) : null;
    }

    private static string Text(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
