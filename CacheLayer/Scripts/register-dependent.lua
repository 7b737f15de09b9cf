-- KEYS: watermark, dependents. ARGV: value key of the dependent, for how long it is named in ms.
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local expired = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', string.format('(%.0f', now), 'LIMIT', 0, 16)
if #expired > 0 then redis.call('ZREM', KEYS[2], unpack(expired)) end
redis.call('ZADD', KEYS[2], 'GT', string.format('%.3f', now + ARGV[2]), ARGV[1])
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
return { redis.call('GET', KEYS[1]) or '0', redis.call('PTTL', KEYS[1]) }
