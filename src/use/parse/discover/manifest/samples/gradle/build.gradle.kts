val djl = "0.28.0"
dependencies {
    implementation(
        "ai.djl:api:$djl",
        "io.weaviate:client",
    )
    implementation(libs.qdrant)
    "ksp"("com.acme:processor:1.0")
}
