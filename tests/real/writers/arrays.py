"""Arrays, matrices and tables: NumPy, SciPy, pandas."""
from writers.registry import dump, inside, writer


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
