TOKEN = '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'
ENV['COHERE_API_KEY'] = 'QzRtYbNmKlPoIuWx7vGhJdFaSeTyUiMnBw123QzR'
api_key = 'b3c9a8d7e6f5a4b3c2d1e0f9a8b7c6d5'
LATER = ENV.fetch('OPENAI_API_KEY')
