package invalid.example

import ai.koog.agents.core.agent.AIAgent
import com.aallam.openai.api.model.ModelId
import com.aallam.openai.client.OpenAI

val prices = mapOf("gpt-4" to 1)
fun main() {
    val openai = OpenAI(token = System.getenv("OPENAI_API_KEY"))
    val model: String = "gpt-4o"
    println("uses ${if (x) "gpt-4" else "o1"}")
    val request = ChatCompletionRequest(model = ModelId("gpt-4o-mini"))
    when (name) {
        "o3" -> 1
        else -> 2
    }
}
