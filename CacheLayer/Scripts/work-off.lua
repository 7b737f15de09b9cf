-- KEYS: dependents, leaving dependents. ARGV: page length, whether the next index may be put aside, then each dependent that is gone and its score.
-- include leaving-page
for i = 3, #ARGV, 2 do
  if redis.call('ZSCORE', KEYS[2], ARGV[i]) == ARGV[i + 1] then redis.call('ZREM', KEYS[2], ARGV[i]) end
end
local length = tonumber(ARGV[1])
if length == 0 then return { 1, 0 } end
return page({}, KEYS[1], KEYS[2], length, ARGV[2] == '1')
