# Rails, the smallest application, in one file.
require 'logger'
require 'rails'
require 'action_controller/railtie'

class Site < Rails::Application
  config.secret_key_base = 'x' * 64
  config.eager_load = false
  config.hosts.clear
  config.logger = Logger.new(File::NULL)
end

class PagesController < ActionController::Base
  def show
    render plain: "an ordinary answer\n"
  end
end

Site.initialize!
Site.routes.draw do
  root to: 'pages#show'
  get '*path', to: 'pages#show'
end
run Site
