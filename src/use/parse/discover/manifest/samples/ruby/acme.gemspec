Gem::Specification.new do |spec|
  spec.add_dependency "anthropic", "~> 0.3"
  spec.add_development_dependency("rspec", "~> 3")
end
