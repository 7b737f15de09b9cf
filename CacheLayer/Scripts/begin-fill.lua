-- KEYS: value, lease, watermark. ARGV: token, lease TTL in ms, when the stale entry was stored (nine bytes, or 'none').
-- The three replies differ in type: the entry is a string, a granted lease an array, a held one a number.
local entry = redis.call('GET', KEYS[1])
if entry and string.sub(entry, 4, 12) ~= ARGV[3] then return entry end
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return { redis.call('GET', KEYS[3]) or '0' } end
return 0
