# Gem::Version's word on each line `a b`.
STDIN.each_line do |line|
  a, b = line.split
  if Gem::Version.correct?(a) && Gem::Version.correct?(b)
    puts({ -1 => "<", 0 => "=", 1 => ">" }[Gem::Version.new(a) <=> Gem::Version.new(b)])
  else
    puts "!"
  end
end
