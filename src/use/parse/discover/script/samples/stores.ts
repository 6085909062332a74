import { Chroma, MongoDBAtlasVectorSearch, LocalIndex } from "./core";
const a = await Chroma.fromDocuments(documents, embeddings);
const b = new MongoDBAtlasVectorSearch(embeddings, {});
const c = new LocalIndex("folder");
const d = Chroma.describe("x");
