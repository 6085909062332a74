// Judged: whether a file came together with what is judged.
//
// What it is: the question that configurations, policies and trusted keys are asked before they are
// read: what is judged must not say how, or whom to trust. Links are resolved. What it is not: the
// refusal and its words.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace bartizan::run {

// The root that `file` lies in.
std::optional<std::string> root_around(const std::string& file,
                                       const std::vector<std::string>& roots);
// "lies inside X", "lies beside X", "is the same file as Y in X"; empty where it came another way.
// What comes beside a single file comes from whoever made that file, and a hard link is as good as a
// copy. Walks the roots where `file` has several names.
std::string among_judged(const std::string& file, const std::vector<std::string>& roots);

}  // namespace bartizan::run
