import OpenAI from 'openai'
const a = "never ends
const b = `${ { [ ( `
}}}) ]
new OpenAI().chat.completions.create({ model: 'gpt-4o' })
<div
