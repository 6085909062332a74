#!/usr/bin/env python3
"""Writes small model files with the real libraries, for tests/real_test.cc.

    generate.py [FILES_FOLDER]      (default: files/ beside this script)

Run it under every interpreter whose libraries should write: it writes what it can import, under
files/<library>-<version>/, replaces the rows of these folders in manifest.csv and says what it
skipped. Nothing here is trained to be useful: the smallest thing that has the real structure.
"""
import contextlib
import csv
import hashlib
import importlib
import os
import pickle
import random
import shutil
import sys
import warnings
from collections import OrderedDict, defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
WRITERS = []


def writer(library):
    """Registers make(folder, library) -> {file name: expected verdict}."""

    def register(make):
        WRITERS.append((library, make))
        return make

    return register


@contextlib.contextmanager
def inside(folder):
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def dump(path, value, protocol=4):
    path.write_bytes(pickle.dumps(value, protocol))


# --- standard library ------------------------------------------------------------------------------


@writer("python")
def standard_library(folder, _):
    import array
    import datetime
    import decimal
    import fractions
    import pathlib
    import re
    import uuid
    from argparse import Namespace

    value = {
        "array": array.array("d", [1.0, 2.5]),
        "bytes": b"\x00\xff",
        "counts": defaultdict(int, {"a": 1}),
        "date": datetime.datetime(2026, 11, 24, tzinfo=datetime.timezone.utc),
        "decimal": decimal.Decimal("1.5"),
        "fraction": fractions.Fraction(1, 3),
        "frozen": frozenset({1, 2}),
        "id": uuid.UUID(int=7),
        "namespace": Namespace(rate=0.1, path=pathlib.PurePosixPath("runs/1")),
        "nested": [(1, 2.0, None, True, 1 << 70), {"x": {"y": []}}],
        "ordered": OrderedDict(a=1),
        "pattern": re.compile("[a-z]+", re.I),
        "range": range(3),
        "set": {"a", "b"},
        "slice": slice(1, 2),
        "type": type(None),
        "error": ValueError("x"),
        "random": random.Random(1),
        "method": str.lower,
        "length": len,
    }
    files = {}
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        name = f"values.p{protocol}.pkl"
        dump(folder / name, value, protocol)
        files[name] = "clean"
    return files


# --- NumPy, SciPy, pandas ---------------------------------------------------------------------------


@writer("numpy")
def numpy_files(folder, np):
    files = {}
    arrays = {
        "float32": np.arange(6, dtype="f4").reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(6, dtype="f8").reshape(2, 3)),
        "structured": np.array([(1, 2.0, b"x")], dtype=[("a", "i4"), ("b", "f8"), ("c", "S2")]),
        "text": np.array(["ab", "c"]),
        "datetime": np.array(["2026-11-24"], dtype="M8[D]"),
        "empty": np.zeros((0, 3)),
        "object": np.array([1, "two", None], dtype=object),
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
        files[f"{name}.npy"] = "clean"
    np.savez(folder / "several.npz", **{k: v for k, v in arrays.items() if k != "object"})
    np.savez_compressed(folder / "compressed.npz", weights=np.ones((8, 8), "f4"))
    files.update({"several.npz": "clean", "compressed.npz": "clean"})
    generator = np.random.Generator(np.random.PCG64(1))
    values = {
        "arrays": arrays,
        "scalar": np.float64(1.5),
        "types": [np.float32, np.dtype("f8"), np.dtype([("a", "i4")])],
        "functions": [np.log1p, np.mean],
        "masked": np.ma.array([1, 2], mask=[0, 1]),
        "records": np.rec.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
        "polynomial": np.polynomial.Polynomial([1, 2]),
        "generator": generator,
        "random_state": np.random.RandomState(1),
    }
    for protocol in (0, 2, 4, 5):
        name = f"values.p{protocol}.pkl"
        try:
            dump(folder / name, values, protocol)
        except ValueError:
            continue  # an interpreter before protocol 5
        files[name] = "clean"
    return files


@writer("scipy")
def scipy_files(folder, _):
    import numpy as np
    from scipy import interpolate, optimize, sparse, spatial

    dense = np.eye(4)
    values = {
        "csr": sparse.csr_matrix(dense),
        "csc": sparse.csc_matrix(dense),
        "coo": sparse.coo_matrix(dense),
        "dia": sparse.dia_matrix(dense),
        "lil": sparse.lil_matrix(dense),
        "dok": sparse.dok_matrix(dense),
        "bsr": sparse.bsr_matrix(dense),
        "spline": interpolate.CubicSpline([0, 1, 2], [0, 1, 4]),
        "interp1d": interpolate.interp1d([0, 1], [0, 1]),
        "tree": spatial.cKDTree(np.arange(8.0).reshape(4, 2)),
        "rotation": spatial.transform.Rotation.from_quat([0, 0, 0, 1]),
        "result": optimize.OptimizeResult(x=1.0, success=True),
    }
    files = {}
    for name, value in values.items():
        dump(folder / f"{name}.pkl", value)
        files[f"{name}.pkl"] = "clean"
    sparse.save_npz(folder / "csr.npz", values["csr"])
    files["csr.npz"] = "clean"
    from scipy import stats

    dump(folder / "frozen_norm.pkl", stats.norm(0, 1))
    # rv_generic.__setstate__ executes text of the state.
    files["frozen_norm.pkl"] = "suspicious"
    return files


@writer("pandas")
def pandas_files(folder, pd):
    import numpy as np

    frame = pd.DataFrame(
        {
            "number": [1, 2],
            "real": [0.5, np.nan],
            "text": ["a", "b"],
            "category": pd.Categorical(["x", "y"]),
            "when": pd.to_datetime(["2026-11-24", "2026-11-25"]).tz_localize("UTC"),
            "span": pd.to_timedelta([1, 2], unit="D"),
            "whole": pd.array([1, None], dtype="Int64"),
        }
    )
    if hasattr(pd, "BooleanDtype"):
        frame["flag"] = pd.array([True, None], dtype="boolean")
    indexes = [
        pd.RangeIndex(3),
        pd.date_range("2026-11-24", periods=2, freq="D"),
        pd.period_range("2026-11", periods=2, freq="M"),
        pd.interval_range(0, 2),
        pd.MultiIndex.from_product([["a"], [1, 2]]),
        pd.CategoricalIndex(["a"]),
        pd.timedelta_range("1D", periods=2),
    ]
    values = [pd.Timestamp("2026-11-24"), pd.Timedelta("1h"), pd.Period("2026-11"), pd.NaT,
              pd.Interval(0, 1), pd.offsets.BusinessDay(2), pd.Series([1.5], name="s")]
    files = {}
    for name, value in (("frame", frame), ("indexes", indexes), ("values", values),
                        ("sparse", pd.Series(pd.arrays.SparseArray([0, 1])))):
        for protocol in (2, 4):
            dump(folder / f"{name}.p{protocol}.pkl", value, protocol)
            files[f"{name}.p{protocol}.pkl"] = "clean"
    for suffix in ("gz", "bz2", "xz", "zip"):
        with inside(folder):  # old versions write the path into the archive
            frame[["number", "real"]].to_pickle(f"frame.pkl.{suffix}")
        files[f"frame.pkl.{suffix}"] = "clean"
    return files


# --- scikit-learn, joblib, boosters -----------------------------------------------------------------


def tiny_data():
    import numpy as np

    rng = np.random.RandomState(0)
    x = rng.rand(12, 3)
    return x, (x[:, 0] > 0.5).astype(int), x @ [1.0, 2.0, 3.0]


def estimators():
    """(name, unfitted estimator, what it is fitted to: class, number, none, text)."""
    from sklearn import (calibration, cluster, compose, decomposition, dummy, ensemble, feature_extraction,
                         feature_selection, gaussian_process, impute, isotonic, kernel_approximation,
                         linear_model, mixture, model_selection, multiclass, naive_bayes, neighbors,
                         neural_network, pipeline, preprocessing, svm, tree)

    text = feature_extraction.text
    yield "logistic", linear_model.LogisticRegression(max_iter=5), "class"
    yield "sgd", linear_model.SGDClassifier(max_iter=5, tol=None), "class"
    yield "perceptron", linear_model.Perceptron(max_iter=5, tol=None), "class"
    yield "ridge", linear_model.Ridge(), "number"
    yield "lasso", linear_model.Lasso(), "number"
    yield "elastic_net", linear_model.ElasticNet(), "number"
    yield "bayesian_ridge", linear_model.BayesianRidge(), "number"
    yield "linear", linear_model.LinearRegression(), "number"
    yield "svc", svm.SVC(probability=True), "class"
    yield "linear_svc", svm.LinearSVC(), "class"
    yield "svr", svm.SVR(), "number"
    yield "one_class_svm", svm.OneClassSVM(), "none"
    yield "tree", tree.DecisionTreeClassifier(max_depth=2), "class"
    yield "tree_regressor", tree.DecisionTreeRegressor(max_depth=2), "number"
    yield "forest", ensemble.RandomForestClassifier(n_estimators=2, max_depth=2), "class"
    yield "extra_trees", ensemble.ExtraTreesRegressor(n_estimators=2, max_depth=2), "number"
    yield "boosting", ensemble.GradientBoostingClassifier(n_estimators=2, max_depth=2), "class"
    yield "ada_boost", ensemble.AdaBoostClassifier(n_estimators=2), "class"
    yield "bagging", ensemble.BaggingClassifier(n_estimators=2), "class"
    yield "isolation_forest", ensemble.IsolationForest(n_estimators=2), "none"
    yield "voting", ensemble.VotingClassifier([("a", dummy.DummyClassifier(strategy="prior"))]), "class"
    yield "k_neighbors", neighbors.KNeighborsClassifier(2, algorithm="kd_tree"), "class"
    yield "ball_tree", neighbors.KNeighborsRegressor(2, algorithm="ball_tree"), "number"
    yield "lof", neighbors.LocalOutlierFactor(2), "none"
    yield "gaussian_nb", naive_bayes.GaussianNB(), "class"
    yield "mlp", neural_network.MLPClassifier((2,), max_iter=2), "class"
    yield "gaussian_process", gaussian_process.GaussianProcessRegressor(), "number"
    yield "k_means", cluster.KMeans(2, n_init=1), "none"
    yield "dbscan", cluster.DBSCAN(), "none"
    yield "birch", cluster.Birch(n_clusters=2), "none"
    yield "agglomerative", cluster.AgglomerativeClustering(), "none"
    yield "mixture", mixture.GaussianMixture(2, max_iter=2), "none"
    yield "pca", decomposition.PCA(2), "none"
    yield "nmf", decomposition.NMF(2, max_iter=5), "none"
    yield "truncated_svd", decomposition.TruncatedSVD(2), "none"
    yield "select", feature_selection.SelectKBest(k=2), "class"
    yield "isotonic", isotonic.IsotonicRegression(), "isotonic"
    yield "imputer", impute.SimpleImputer(), "none"
    yield "scaler", preprocessing.StandardScaler(), "none"
    yield "min_max", preprocessing.MinMaxScaler(), "none"
    yield "polynomial", preprocessing.PolynomialFeatures(), "none"
    yield "one_hot", preprocessing.OneHotEncoder(handle_unknown="ignore"), "none"
    yield "quantile", preprocessing.QuantileTransformer(n_quantiles=4), "none"
    yield "function", preprocessing.FunctionTransformer(__import__("numpy").log1p), "none"
    yield "nystroem", kernel_approximation.Nystroem(n_components=2), "none"
    yield "one_vs_rest", multiclass.OneVsRestClassifier(linear_model.LogisticRegression()), "class"
    yield "calibrated", calibration.CalibratedClassifierCV(linear_model.LogisticRegression(), cv=2), "class"
    yield "grid_search", model_selection.GridSearchCV(linear_model.Ridge(), {"alpha": [0.1, 1]}, cv=2), "number"
    yield "columns", compose.ColumnTransformer([("s", preprocessing.StandardScaler(), [0, 1])]), "none"
    yield "pipeline", pipeline.make_pipeline(preprocessing.StandardScaler(), svm.SVC()), "class"
    yield "tfidf", text.TfidfVectorizer(), "text"
    yield "counts", text.CountVectorizer(stop_words="english"), "text"
    yield "hashing", text.HashingVectorizer(n_features=8), "text"
    if hasattr(ensemble, "HistGradientBoostingClassifier"):
        yield "hist", ensemble.HistGradientBoostingClassifier(max_iter=2, max_depth=2), "class"
    if hasattr(ensemble, "StackingClassifier"):
        stack = [("a", linear_model.LogisticRegression())]
        yield "stacking", ensemble.StackingClassifier(stack, cv=2), "class"


@writer("sklearn")
def sklearn_files(folder, _):
    x, labels, numbers = tiny_data()
    files = {}
    for name, estimator, target in estimators():
        if target == "class":
            estimator.fit(x, labels)
        elif target == "number":
            estimator.fit(x, numbers)
        elif target == "isotonic":
            estimator.fit(x[:, 0], numbers)
        elif target == "text":
            estimator.fit(["a patient", "another patient"])
        else:
            estimator.fit(x)
        dump(folder / f"{name}.pkl", estimator)
        files[f"{name}.pkl"] = "clean"
    return files


@writer("joblib")
def joblib_files(folder, joblib):
    import numpy as np

    files = {}
    value = {"weights": np.arange(40.0).reshape(5, 8), "names": ["a", "b"],
             "order": np.asfortranarray(np.ones((2, 3), "f4")), "objects": np.array([None, 1], object)}
    for name, compress in (("plain", 0), ("zlib", ("zlib", 3)), ("gzip", ("gzip", 3)),
                           ("bz2", ("bz2", 3)), ("lzma", ("lzma", 3)), ("xz", ("xz", 3)),
                           ("lz4", ("lz4", 3))):
        try:
            joblib.dump(value, folder / f"{name}.joblib", compress=compress)
        except ValueError as error:
            print(f"  skipped {name}: {error}")
            continue
        files[f"{name}.joblib"] = "clean"
    try:
        from sklearn.ensemble import RandomForestClassifier
    except ImportError:
        return files
    x, labels, _ = tiny_data()
    joblib.dump(RandomForestClassifier(n_estimators=2, max_depth=2).fit(x, labels), folder / "forest.joblib")
    files["forest.joblib"] = "clean"
    return files


@writer("xgboost")
def xgboost_files(folder, xgboost):
    x, labels, numbers = tiny_data()
    model = xgboost.XGBClassifier(n_estimators=2, max_depth=2).fit(x, labels)
    dump(folder / "classifier.pkl", model)
    dump(folder / "regressor.p2.pkl", xgboost.XGBRegressor(n_estimators=2, max_depth=2).fit(x, numbers), 2)
    dump(folder / "booster.pkl", model.get_booster())
    return {"classifier.pkl": "clean", "regressor.p2.pkl": "clean", "booster.pkl": "clean"}


@writer("lightgbm")
def lightgbm_files(folder, lightgbm):
    x, labels, numbers = tiny_data()
    few = {"n_estimators": 2, "min_child_samples": 1, "num_leaves": 3, "verbose": -1}
    dump(folder / "classifier.pkl", lightgbm.LGBMClassifier(**few).fit(x, labels))
    model = lightgbm.LGBMRegressor(**few).fit(x, numbers)
    dump(folder / "booster.pkl", model.booster_)
    return {"classifier.pkl": "clean", "booster.pkl": "clean"}


@writer("catboost")
def catboost_files(folder, catboost):
    x, labels, _ = tiny_data()
    model = catboost.CatBoostClassifier(iterations=2, depth=2, verbose=0, allow_writing_files=False)
    dump(folder / "classifier.pkl", model.fit(x, labels))
    return {"classifier.pkl": "clean"}


# --- PyTorch ------------------------------------------------------------------------------------------


def small_modules(nn):
    return nn.Sequential(
        OrderedDict(
            conv=nn.Conv2d(1, 2, 3),
            norm=nn.BatchNorm2d(2),
            act=nn.GELU(),
            pool=nn.AdaptiveAvgPool2d(1),
            flat=nn.Flatten(),
            drop=nn.Dropout(0.1),
            head=nn.Linear(2, 2),
        )
    )


@writer("torch")
def torch_files(folder, torch):
    nn = torch.nn
    files = {}

    def save(name, value, expected="clean", **options):
        torch.save(value, folder / name, **options)
        files[name] = expected

    torch.manual_seed(0)
    linear = nn.Linear(3, 2)
    save("state_dict.pt", linear.state_dict())
    save("state_dict.legacy.pt", linear.state_dict(), _use_new_zipfile_serialization=False)
    save("pytorch_model.bin", OrderedDict(linear.state_dict()))
    shared = torch.arange(12.0)
    save("tensors.pt", {
        "half": torch.ones(2, dtype=torch.float16), "brain": torch.ones(2, dtype=torch.bfloat16),
        "complex": torch.ones(2, dtype=torch.complex64), "bool": torch.tensor([True]),
        "view": shared[2:6], "transposed": shared.reshape(3, 4).t(), "scalar": torch.tensor(1.5),
        "empty": torch.zeros(0, 3), "sparse": torch.eye(2).to_sparse(), "long": torch.tensor([1 << 40]),
        "dtype": torch.float32, "device": torch.device("cpu"), "size": torch.Size([1, 2]),
        "parameter": nn.Parameter(torch.ones(1)), "layout": torch.strided,
        "quantised": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
    })
    whole = nn.Sequential(small_modules(nn), nn.LSTM(2, 2), nn.Embedding(3, 2),
                          nn.TransformerEncoderLayer(4, 2, 8), nn.ModuleList([nn.ReLU(), nn.Softmax(1)]),
                          nn.ParameterList([nn.Parameter(torch.ones(1))]), nn.MultiheadAttention(4, 2))
    save("whole_module.pt", whole)
    save("whole_module.legacy.pt", nn.Sequential(linear, nn.ReLU()), _use_new_zipfile_serialization=False)
    optimizer = torch.optim.AdamW(linear.parameters(), lr=0.1)
    linear(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    save("checkpoint.ckpt", {
        "epoch": 1, "state_dict": linear.state_dict(), "optimizer_states": [optimizer.state_dict()],
        "lr_schedulers": [schedule.state_dict()], "rng": torch.get_rng_state(),
        "hyper_parameters": {"rate": 0.1, "name": "tiny"},
    })
    save("optimizer.pt", optimizer)
    dump(folder / "tensor.pkl", {"weights": torch.ones(2)})
    files["tensor.pkl"] = "clean"
    script = torch.jit.script(nn.Sequential(linear, nn.ReLU()))
    script.save(str(folder / "script.pt"))
    torch.jit.trace(small_modules(nn).eval(), torch.ones(1, 1, 4, 4)).save(str(folder / "trace.pt"))
    script._save_for_lite_interpreter(str(folder / "mobile.ptl"))
    files.update({"script.pt": "clean", "trace.pt": "clean", "mobile.ptl": "clean"})
    with torch.package.PackageExporter(str(folder / "package.pt")) as exporter:
        exporter.extern("**")
        exporter.save_pickle("model", "model.pkl", linear)
        exporter.save_text("model", "note.txt", "a package")
    files["package.pt"] = "clean"
    return files


@writer("torchvision")
def torchvision_files(folder, torchvision):
    import torch
    from torchvision import transforms

    steps = transforms.Compose([transforms.Resize(8), transforms.ToTensor(),
                                transforms.Normalize([0.5], [0.5])])
    torch.save(steps, folder / "transforms.pt")
    return {"transforms.pt": "clean"}


# --- safetensors, GGUF --------------------------------------------------------------------------------


@writer("safetensors")
def safetensors_files(folder, _):
    import numpy as np
    from safetensors.numpy import save_file

    save_file({"weight": np.arange(6, dtype="f4").reshape(2, 3), "bias": np.zeros(2, "f2")},
              folder / "model.safetensors", metadata={"format": "np"})
    save_file({"empty": np.zeros((0, 2), "i8"), "flag": np.array([True]), "byte": np.ones(3, "u1")},
              folder / "types.safetensors")
    files = {"model.safetensors": "clean", "types.safetensors": "clean"}
    try:
        import torch
        from safetensors.torch import save_file as save_torch
    except ImportError:
        return files
    save_torch({"brain": torch.ones(2, 2, dtype=torch.bfloat16)}, folder / "bfloat16.safetensors",
               metadata={"format": "pt"})
    files["bfloat16.safetensors"] = "clean"
    return files


@writer("gguf")
def gguf_files(folder, gguf):
    import numpy as np

    def write(name, endian=gguf.GGUFEndian.LITTLE):
        out = gguf.GGUFWriter(folder / name, "llama", endianess=endian)
        out.add_name("tiny")
        out.add_block_count(1)
        out.add_context_length(8)
        out.add_embedding_length(32)
        out.add_feed_forward_length(32)
        out.add_head_count(1)
        out.add_file_type(gguf.LlamaFileType.ALL_F32)
        out.add_tokenizer_model("llama")
        out.add_token_list(["<unk>", "<s>", "</s>", "a"])
        out.add_token_scores([0.0, 0.0, 0.0, -1.0])
        out.add_token_types([2, 3, 3, 1])
        out.add_bos_token_id(1)
        out.add_chat_template("{% for message in messages %}{{ message['role'] + ': ' + "
                              "message['content'] }}{% endfor %}")
        out.add_tensor("token_embd.weight", np.ones((4, 32), np.float32))
        out.add_tensor("output_norm.weight", np.ones(32, np.float32))
        out.add_tensor("output.weight", np.ones((4, 32), np.float16))
        if endian == gguf.GGUFEndian.LITTLE:
            quantised = gguf.quants.quantize(np.ones((2, 32), np.float32), gguf.GGMLQuantizationType.Q8_0)
            out.add_tensor("blk.0.attn_q.weight", quantised, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
        out.write_header_to_file()
        out.write_kv_data_to_file()
        out.write_tensors_to_file()
        out.close()
        return {name: "clean"}

    return {**write("tiny.gguf"), **write("tiny.be.gguf", gguf.GGUFEndian.BIG)}


# --- serialisers ---------------------------------------------------------------------------------------


@writer("dill")
def dill_files(folder, dill):
    (folder / "values.dill").write_bytes(dill.dumps({"a": [1, 2.0], "b": OrderedDict(c=None)}))
    (folder / "function.dill").write_bytes(dill.dumps(lambda x: x + 1))
    return {"values.dill": "clean", "function.dill": "suspicious"}


@writer("cloudpickle")
def cloudpickle_files(folder, cloudpickle):
    (folder / "values.pkl").write_bytes(cloudpickle.dumps({"a": [1, 2.0], "b": OrderedDict(c=None)}))
    (folder / "function.pkl").write_bytes(cloudpickle.dumps(lambda x: x + 1))
    return {"values.pkl": "clean", "function.pkl": "suspicious"}


@writer("skops")
def skops_files(folder, _):
    import skops.io
    from sklearn.linear_model import LogisticRegression

    x, labels, _ = tiny_data()
    skops.io.dump(LogisticRegression(max_iter=5).fit(x, labels), folder / "logistic.skops")
    return {"logistic.skops": "incomplete"}


@writer("transformers")
def transformers_files(folder, transformers):
    import torch

    config = transformers.BertConfig(vocab_size=8, hidden_size=4, num_hidden_layers=1,
                                     num_attention_heads=1, intermediate_size=4,
                                     max_position_embeddings=8)
    model = transformers.BertModel(config)
    model.save_pretrained(folder / "tiny-bert", safe_serialization=False)
    config.save_pretrained(folder / "tiny-bert")
    torch.save(model, folder / "bert_whole.pt")
    arguments = transformers.TrainingArguments(output_dir="out", report_to=[], use_cpu=True)
    torch.save(arguments, folder / "training_args.bin")
    return {"tiny-bert/pytorch_model.bin": "clean", "tiny-bert/config.json": "not-a-model",
            "bert_whole.pt": "clean", "training_args.bin": "clean"}


# --- driver ---------------------------------------------------------------------------------------------


def version_of(name, library):
    if library is None:
        return ".".join(map(str, sys.version_info[:3]))
    version = getattr(library, "__version__", None)
    if version is None:
        version = importlib.import_module("importlib.metadata").version(name)
    return version.split("+")[0]


def read_manifest(path):
    if not path.exists():
        return {}
    with path.open(newline="") as file:
        return {row["path"]: row for row in csv.DictReader(file)}


def main():
    warnings.simplefilter("ignore")
    files = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "files"
    manifest = files.parent / "manifest.csv"
    rows = read_manifest(manifest)
    for name, make in WRITERS:
        try:
            library = None if name == "python" else importlib.import_module(name)
        except ImportError:
            print(f"skipped {name}: not installed here")
            continue
        version = version_of(name, library)
        folder = files / f"{name}-{version}"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            made = make(folder, library)
        except Exception as error:  # an old or a new version that lacks something: say so, go on
            print(f"skipped {name} {version}: {type(error).__name__}: {error}")
            shutil.rmtree(folder)
            continue
        prefix = folder.name + "/"
        rows = {path: row for path, row in rows.items() if not path.startswith(prefix)}
        for file, expected in made.items():
            digest = hashlib.sha256((folder / file).read_bytes()).hexdigest()
            rows[prefix + file] = {"path": prefix + file, "sha256": digest, "writer": name,
                                   "version": version, "expected": expected}
        print(f"{folder.name}: {len(made)} files")
    with manifest.open("w", newline="") as file:
        out = csv.DictWriter(file, ["path", "sha256", "writer", "version", "expected"],
                             lineterminator="\n")
        out.writeheader()
        out.writerows(rows[path] for path in sorted(rows))


if __name__ == "__main__":
    main()
