-- KEYS: lease. ARGV: token, lease TTL in ms.
local held = redis.call('GET', KEYS[1])
if not held then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return held or ARGV[1]
