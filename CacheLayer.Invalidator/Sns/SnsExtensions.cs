using CacheLayer.Invalidator.Lag;
using CacheLayer.Invalidator.Sources;
using Microsoft.AspNetCore.Mvc;

namespace CacheLayer.Invalidator.Sns;

internal static class SnsExtensions
{
    private const int MaxAnswerBytes = 64 * 1024;

    // Certificate or confirmation, and then the invalidation, must fit into the 15 seconds that SNS waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Takes change events from <c>POST /sns</c>; see <see cref="MapSns"/>.</summary>
    public static void AddSnsSource(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SnsOptions>().BindConfiguration(SnsOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddHttpClient(SnsCertificates.HttpClientName, client =>
            {
                client.Timeout = Patience;
                client.MaxResponseContentBufferSize = MaxAnswerBytes;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        builder.Services.AddSingleton<SnsCertificates>();
        builder.Services.AddSingleton<SnsVerifier>();
        builder.Services.AddSingleton<SnsSubscription>();
        builder.Services.AddSingleton<SnsSource>();
        builder.Services.AddSingleton<IChangeSource>(services => services.GetRequiredService<SnsSource>());
        builder.Services.AddSingleton<IBacklog>(services => services.GetRequiredService<SnsSource>());
        builder.Services.AddSingleton<SnsEndpoint>();
    }

    /// <summary>Maps <c>POST /sns</c> where SNS is among the sources.</summary>
    public static void MapSns(this WebApplication app)
    {
        if (app.Services.GetService<SnsEndpoint>() is { } endpoint)
        {
            app.MapPost("/sns", endpoint.PostAsync).WithMetadata(new RequestSizeLimitAttribute(SnsEndpoint.MaxBodyBytes));
        }
    }
}
