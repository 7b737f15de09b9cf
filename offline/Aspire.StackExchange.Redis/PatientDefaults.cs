using StackExchange.Redis.Configuration;

namespace Aspire.StackExchange.Redis;

/// <summary>A server that is not there yet is no reason to give up.</summary>
internal sealed class PatientDefaults : DefaultOptionsProvider
{
    public override bool AbortOnConnectFail => false;
}
