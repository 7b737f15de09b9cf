-- Puts the index aside where none is yet and it is allowed to, and appends to the reply: whether none was (1 or 0), whether there
-- are more than the page holds, and the page, each member followed by its score. What lives longest comes first: behind one that has
-- expired there are only such ones.
local function page(reply, index, leaving, length, mayMove)
  local moved, more = 0, 0
  local members = redis.call('ZREVRANGE', leaving, 0, length - 1, 'WITHSCORES')
  if mayMove and #members == 0 then
    moved = 1
    if redis.call('EXISTS', index) == 1 then
      redis.call('RENAME', index, leaving)
      members = redis.call('ZREVRANGE', leaving, 0, length - 1, 'WITHSCORES')
    end
  end
  local alive = 0
  if #members > 0 then
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    for i = 2, #members, 2 do
      if tonumber(members[i]) >= now then alive = alive + 1 end
    end
    if alive == 0 then redis.call('UNLINK', leaving) end
    if alive == length and redis.call('ZCARD', leaving) > length then more = 1 end
  end
  reply[#reply + 1] = moved
  reply[#reply + 1] = more
  for i = 1, 2 * alive do reply[#reply + 1] = members[i] end
  return reply
end
