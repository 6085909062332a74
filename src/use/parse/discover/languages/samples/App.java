package invalid.example;

import static java.util.stream.Collectors.toList;

import com.openai.client.OpenAIClient;
import com.openai.models.ChatModel;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.util.List;
import org.springframework.ai.chat.client.ChatClient;

/** Uses "gpt-4-turbo" in words only. */
public class App {
  private static final String MODEL_NAME = "gpt-4o-mini";
  // private static final String OLD = "gpt-3.5-turbo";
  enum Known {
    A("gpt-4"), B("gpt-4o"), C("o1"), D("o3"), E("gpt-4.1"), F("gpt-4.1-mini"), G("o3-mini"),
    H("gpt-4.1-nano"), I("gpt-5");
    private final String id;
  }

  OpenAiChatModel build() {
    return OpenAiChatModel.builder()
        .apiKey(System.getenv("OPENAI_API_KEY"))
        .baseUrl("https://api.openai.com/v1")
        .modelName("gpt-4o")
        .build();
  }

  String other(String model) {
    if (model.equals("gpt-4") || "o1-mini".equals(model)) return "claude-3-5-sonnet-20241022";
    String text = """
        You are "gpt-4".
        """;
    return model.startsWith("gpt-4-32k") ? text : call.model("house-tune-7");
  }
}
