-- Whether a value must go because of what it may depend on. It stays only where it is known that it does not.
local function isTied(value, ties, key)
  local text = redis.pcall('GET', ties)
  if type(text) ~= 'string' or string.sub(text, 1, 9) ~= redis.pcall('GETRANGE', value, 3, 11) then return true end
  return string.find(text, '\1' .. key .. '\1', 10, true) ~= nil
end
