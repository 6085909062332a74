#include "scan/formats/recognised/format.h"

#include "scan/formats/config/parse.h"
#include "scan/formats/recognised/binary.h"
#include "scan/formats/recognised/proto.h"
#include "scan/formats/recognised/text.h"
#include "scan/magic.h"

namespace bartizan::scan::recognised {
namespace {

constexpr Format known(std::string_view id, std::string_view title, Claim (*claim)(const Probe&)) {
  return {id, title, Kind::recognised, claim, nullptr};
}

// The model is not analysed; a configuration that puts its first key in front still is.
void parse_json(Artifact& artifact) {
  config::parse(artifact);
  artifact.refused("format-not-analysed");
}

constexpr Format known_json(std::string_view id, std::string_view title,
                            Claim (*claim)(const Probe&)) {
  return {id, title, Kind::recognised, claim, parse_json};
}

}  // namespace

// Sources of the magics stand beside the claims, or at the end of the line.
// clang-format off
constexpr std::array<Format, kCount> kFormats{
    known("onnx", "ONNX model", claim_onnx),
    known("onnx-tensor", "ONNX tensor", claim_onnx_tensor),
    known("onnx-runtime", "ONNX Runtime model", claim_flatbuffer<"ORTM">),  // onnxruntime/core/flatbuffers/schema/ort.fbs
    known("saved-model", "TensorFlow SavedModel", claim_saved_model),
    known("tf-meta-graph", "TensorFlow MetaGraph", claim_meta_graph),
    known("tf-graph", "TensorFlow frozen graph", claim_graph_def),
    known("tf-checkpoint-index", "TensorFlow checkpoint index", claim_tf_checkpoint_index),
    known("tflite", "TensorFlow Lite model", claim_flatbuffer<"TFL3">),  // tensorflow/lite/schema/schema.fbs
    known("executorch", "ExecuTorch program", claim_flatbuffer<"ET12">),  // executorch/schema/program.fbs
    known("executorch-data", "ExecuTorch data", claim_flatbuffer<"FT01">),  // executorch/extension/flat_tensor
    known("hdf5", "HDF5 (Keras or data)", claim_hdf5),
    known("core-ml", "Core ML model", claim_core_ml),
    known("core-ml-program", "Core ML program", claim_core_ml_program),
    known("core-ml-compiled", "compiled Core ML model", claim_core_ml_compiled),
    known("ncnn", "ncnn network", claim_ncnn),
    known("ncnn-binary", "ncnn network, binary", claim_ncnn_binary),
    known("mindspore", "MindSpore Lite model", claim_flatbuffer<"MSL2">),  // mindspore/lite/schema/model.fbs
    known("mlir-bytecode", "MLIR bytecode", claim_magic<"ML\xefR">),  // mlir.llvm.org, "MLIR Bytecode Format"
    known_json("xgboost-json", "XGBoost model, JSON", claim_xgboost_json),
    known("xgboost-ubj", "XGBoost model, UBJSON", claim_xgboost_ubj),
    known("xgboost-binary", "XGBoost model, old binary", claim_xgboost_binary),
    known("lightgbm", "LightGBM model", claim_light_gbm),
    known("catboost", "CatBoost model", claim_cat_boost),
    known("paddle", "PaddlePaddle program", claim_paddle),
    known("caffe", "Caffe model", claim_caffe),
    known("mxnet-params", "MXNet parameters", claim_mxnet_params),
    known_json("mxnet-symbol", "MXNet network, JSON", claim_mxnet_symbol),
    known("torch7", "Torch7 object", claim_torch7),
    known("r-data", "R objects", claim_r_data),
    known("pmml", "PMML model", claim_pmml),
    known("openvino", "OpenVINO network", claim_openvino),
    known("tensorrt", "TensorRT engine", claim_tensorrt),
    known("rknn", "RKNN model", claim_rknn),
    known("flax", "Flax parameters, MessagePack", claim_flax),
    known("thinc", "spaCy component, MessagePack", claim_thinc),
    known("rar", "RAR archive", claim_either<"Rar!\x1a\x07\x00", "Rar!\x1a\x07\x01\x00">),  // rarlab.com/technote.htm
    known("cab", "Cabinet archive", claim_magic<"MSCF\0\0\0\0">),  // [MS-CAB] 2.1
    known("ar", "ar archive", claim_magic<"!<arch>\n">),  // System V ABI, "Archive File"
};
// clang-format on

}  // namespace bartizan::scan::recognised
