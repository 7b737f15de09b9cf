-- KEYS: value. ARGV: when the entry was stored (nine bytes), TTL in ms.
-- Where every entry says when it was stored: see EntryCodec.
if redis.call('GETRANGE', KEYS[1], 3, 11) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
