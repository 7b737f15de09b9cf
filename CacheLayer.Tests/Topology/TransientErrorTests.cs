using CacheLayer.Redis.Topology;
using CacheLayer.Tests.Redis;
using StackExchange.Redis;

namespace CacheLayer.Tests.Topology;

/// <summary>What says nothing of the keys, although it begins like an error of theirs: after a failover it is answered otherwise.</summary>
[Trait("Tier", "faults")]
public sealed class TransientErrorTests
{
    [Fact]
    public async Task A_primary_that_was_made_a_replica_refuses_to_wait_and_is_not_asked_in_vain()
    {
        await using var redis = await RedisReplicaSet.StartSingleAsync();
        await redis.Nodes[0].ExecuteAsync("REPLICAOF", "127.0.0.1", $"{FreePorts.Take(1)[0]}");

        AssertPassing(await Assert.ThrowsAsync<RedisServerException>(() => redis.Nodes[0].ExecuteAsync("WAIT", 1, 1)));
    }

    [Theory]
    [InlineData("ERR Script attempted to execute a write command while the cluster is down and readonly script: 8882, on @user_script:20.")]
    [InlineData("ERR Script attempted to execute a command while the cluster is down script: 8882, on @user_script:20.")]
    public void A_script_that_found_the_cluster_down_is_run_again(string message) => AssertPassing(new RedisServerException(RedisErrorKind.UnknownError, CommandFlags.None, message));

    [Theory]
    [InlineData("ERR Error running script (call to f_8882): @user_script:1: @user_script: 1: -READONLY You can't write against a read only replica.")]
    [InlineData("ERR Error running script (call to f_8882): @user_script:7: -NOREPLICAS Not enough good replicas to write.")]
    [InlineData("@user_script: 1: -READONLY You can't write against a read only replica.")]
    public void What_a_command_of_a_script_was_refused_for_is_told_from_the_script(string message) => AssertPassing(new RedisServerException(RedisErrorKind.UnknownError, CommandFlags.None, message));

    [Theory]
    [InlineData("ERR Error running script (call to f_8882): @user_script:1: WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("ERR value is not an integer or out of range")]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value")]
    public void What_is_wrong_with_a_key_stays_so(string message)
    {
        var error = new RedisServerException(RedisErrorKind.UnknownError, CommandFlags.None, message);
        Assert.False(RedisFaults.IsTransient(error));
        Assert.True(RedisFaults.IsKeySpecific(error));
    }

    // As versions 6.2 and 7 write them, in a script and outside.
    [Theory]
    [InlineData("WRONGTYPE", "ERR Error running script (call to f_8882): @user_script:1: WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("WRONGTYPE", "ERR Error running script (call to f_8882): @user_script:14: @user_script: 14: -WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("WRONGTYPE", "WRONGTYPE Operation against a key holding the wrong kind of value script: 8882, on @user_script:1.")]
    [InlineData("WRONGTYPE", "WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("OOM", "ERR Error running script (call to f_8882): @user_script:3: @user_script: 3: -OOM command not allowed when used memory > 'maxmemory'.")]
    [InlineData("OOM", "OOM command not allowed when used memory > 'maxmemory'. script: 8882, on @user_script:3.")]
    [InlineData("ERR", "ERR Error running script (call to f_8882): @user_script:1: ERR value is not an integer or out of range")]
    [InlineData("ERR", "ERR value is not an integer or out of range script: 8882, on @user_script:1.")]
    public void An_error_is_named_by_the_code_of_the_command_that_failed(string code, string message)
        => Assert.Equal(code, new CacheUnavailableException("refused", new RedisServerException(RedisErrorKind.UnknownError, CommandFlags.None, message)).ServerErrorCode);

    private static void AssertPassing(RedisServerException error)
    {
        Assert.True(RedisFaults.IsTransient(error), error.Message);
        Assert.False(RedisFaults.IsKeySpecific(error));
    }
}
