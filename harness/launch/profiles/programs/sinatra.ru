# As Sinatra's own first page has it, as an application of Rack.
require 'sinatra/base'

class App < Sinatra::Base
  set :environment, :production
  get('/*') { "an ordinary answer\n" }
end
run App
