-- KEYS: value, lease. ARGV: when the newer value was stored (nine bytes).
-- Where every entry says when it was stored: see EntryCodec. In two halves, because Lua's numbers lose the low bits of large ones.
local function half(text, from) local a, b, c, d = string.byte(text, from, from + 3) return ((a * 256 + b) * 256 + c) * 256 + d end
local at = redis.call('GETRANGE', KEYS[1], 3, 11)
if #at == 9 and (half(at, 2) > half(ARGV[1], 2) or (half(at, 2) == half(ARGV[1], 2) and half(at, 6) >= half(ARGV[1], 6))) then return 0 end
redis.call('DEL', KEYS[2])
return redis.call('DEL', KEYS[1])
