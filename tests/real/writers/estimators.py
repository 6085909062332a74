"""Estimators: scikit-learn, what saves them, and boosters."""
from writers.registry import dump, writer


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


@writer("skops")
def skops_files(folder, _):
    import skops.io
    from sklearn.linear_model import LogisticRegression

    x, labels, _ = tiny_data()
    skops.io.dump(LogisticRegression(max_iter=5).fit(x, labels), folder / "logistic.skops")
    return {"logistic.skops": "incomplete"}
