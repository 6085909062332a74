// Readers of model stores and model folders: what their small files say about the models in them.
//
// What it is: the list that discover.cc takes over. What it is not: a reader of weights, which the
// scan core does. Every function below is a SourceReader's.
#pragma once

#include <array>
#include <string_view>

#include "use/parse/discover/reader.h"

namespace bartizan::use::store {

// refs and snapshots of the Hugging Face Hub's cache
bool claims_hub(std::string_view path, std::string_view front);
void read_hub(SourceText& source);
// config.json, model_index.json, adapter_config.json, modules.json of a model's folder
bool claims_model_folder(std::string_view path, std::string_view front);
void read_model_folder(SourceText& source);
// hubconf.py below a torch hub cache
bool claims_torch_hub(std::string_view path, std::string_view front);
void read_torch_hub(SourceText& source);
// manifests of an Ollama store
bool claims_ollama(std::string_view path, std::string_view front);
void read_ollama(SourceText& source);
// Modelfile
bool claims_modelfile(std::string_view path, std::string_view front);
void read_modelfile(SourceText& source);
// MLmodel of MLflow
bool claims_mlmodel(std::string_view path, std::string_view front);
void read_mlmodel(SourceText& source);
// config.pbtxt of Triton
bool claims_triton(std::string_view path, std::string_view front);
void read_triton(SourceText& source);

inline constexpr std::array kReaders{
    SourceReader{"hf-cache", claims_hub, read_hub},
    SourceReader{"model-folder", claims_model_folder, read_model_folder},
    SourceReader{"torch-hub", claims_torch_hub, read_torch_hub},
    SourceReader{"ollama-store", claims_ollama, read_ollama},
    SourceReader{"modelfile", claims_modelfile, read_modelfile},
    SourceReader{"mlflow", claims_mlmodel, read_mlmodel},
    SourceReader{"triton", claims_triton, read_triton}};

}  // namespace bartizan::use::store
