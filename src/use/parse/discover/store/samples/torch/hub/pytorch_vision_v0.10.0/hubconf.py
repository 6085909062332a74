dependencies = ["torch"]
