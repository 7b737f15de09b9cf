using CacheLayer.ServiceDefaults.Admin;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Guards administrative endpoints with one key.</summary>
public static class AdminKeyExtensions
{
    /// <summary>The request header that carries the key.</summary>
    public const string HeaderName = "X-Admin-Key";

    /// <summary>Reads <c>Admin:Key</c>; the service refuses to start without it.</summary>
    public static TBuilder AddAdminKey<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<AdminOptions>().BindConfiguration(AdminOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        return builder;
    }

    /// <summary>Answers 401 unless the request carries the key; needs <see cref="AddAdminKey"/>.</summary>
    public static TBuilder RequireAdminKey<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
        => endpoints.AddEndpointFilter<TBuilder, AdminKeyFilter>();
}
