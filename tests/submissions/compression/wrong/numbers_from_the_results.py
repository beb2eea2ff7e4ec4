# misconceptions: unrecognised
param_reduction = 100 * (1 - results["student"]["parameters"] / results["teacher"]["parameters"])
