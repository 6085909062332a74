#include "scan/formats/safetensors/header.h"

#include <algorithm>

#include "scan/formats/safetensors/rules.h"

namespace bartizan::scan::safetensors {
namespace {

// Facts of single tensors leave room for those of the whole file (base/limits.h, facts).
constexpr std::uint32_t kFactsKept = 64;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// What a page that shows metadata unescaped would run. Told as a fact: no loader renders it.
std::string_view active_content(std::string_view text) {
  constexpr std::array<std::string_view, 6> kMarks{"<script", "<iframe", "<html",
                                                   "<svg",    "<?php",   "javascript:"};
  for (const std::string_view mark : kMarks) {
    const auto hit = std::search(text.begin(), text.end(), mark.begin(), mark.end(),
                                 [](char a, char b) { return lower(a) == b; });
    if (hit != text.end()) return mark;
  }
  return {};
}

}  // namespace

// Running out of memory is remembered by the budget and reported at the end of the walk.
bool Header::keep(base::Text& text, std::string_view value) {
  text.clear();
  return text.append(value.substr(0, artifact_.limits().evidence));
}

void Header::complain(std::string_view what, Range range) {
  if (broken_) return;
  broken_ = true;
  artifact_.finding(kMalformedEntry, in_file(range), name_.view(), {{"what", what}});
}

void Header::misplaced(std::string_view what, Range range) {
  if (ignored_ > 0) return;
  if (place_ == Place::metadata || (place_ == Place::root && name_.view() == "__metadata__")) {
    artifact_.finding(kMalformedMetadata, in_file(range),
                      place_ == Place::metadata ? key_.view() : name_.view(), {{"what", what}});
  } else if (place_ == Place::outside) {
    artifact_.finding(kMalformedHeader, in_file(range), what, {{"reason", "not an object"}});
  } else {
    complain(what, range);
  }
}

void Header::begin_object(std::uint64_t offset) {
  if (ignored_ > 0 || in_array_) {
    misplaced("an object", {offset, 1});
    ++ignored_;
    return;
  }
  switch (place_) {
    case Place::outside:
      place_ = Place::root;
      return;
    case Place::root:
      if (name_.view() == "__metadata__") {
        place_ = Place::metadata;
        return;
      }
      place_ = Place::entry;
      entry_begin_ = offset;
      field_ = Field::none;
      fields_ = 0;
      broken_ = overflow_ = false;
      dtype_ = kNoDtype;
      elements_ = 1;
      offset_count_ = 0;
      shape_.clear();
      return;
    case Place::metadata:
    case Place::entry:
      misplaced("an object", {offset, 1});
      ++ignored_;
      return;
  }
}

void Header::end_object(std::uint64_t offset) {
  if (ignored_ > 0) {
    --ignored_;
    return;
  }
  if (place_ == Place::entry) finish_entry({entry_begin_, offset + 1 - entry_begin_});
  place_ = place_ == Place::root ? Place::outside : Place::root;
}

void Header::key(std::string_view name, Range range) {
  if (ignored_ > 0) return;
  switch (place_) {
    case Place::outside:
      return;
    case Place::root:
      broken_ = false;
      (void)keep(name_, name);
      name_range_ = in_file(range);
      return;
    case Place::metadata:
      (void)keep(key_, name);
      return;
    case Place::entry:
      field_ = name == "dtype"          ? Field::dtype
               : name == "shape"        ? Field::shape
               : name == "data_offsets" ? Field::offsets
                                        : Field::none;
      if (field_ == Field::none) complain("a field that the format does not have", range);
      fields_ |= 1u << static_cast<unsigned>(field_);
      // Readers take the last of two equal keys; duplicate_key reports the pair.
      if (field_ == Field::shape) {
        elements_ = 1;
        overflow_ = false;
        shape_.clear();
      }
      if (field_ == Field::offsets) offset_count_ = 0;
      return;
  }
}

void Header::begin_array(std::uint64_t offset) {
  if (ignored_ > 0 || in_array_ || place_ != Place::entry ||
      (field_ != Field::shape && field_ != Field::offsets)) {
    misplaced("an array", {offset, 1});
    ++ignored_;
    return;
  }
  in_array_ = true;
  if (field_ == Field::shape) (void)shape_.append('[');
}

void Header::end_array(std::uint64_t) {
  if (ignored_ > 0) {
    --ignored_;
    return;
  }
  in_array_ = false;
  if (field_ == Field::shape) (void)shape_.append(']');
}

void Header::string(std::string_view text, Range range) {
  if (ignored_ > 0) return;
  if (place_ == Place::metadata) return metadata(text, range);
  if (place_ != Place::entry || field_ != Field::dtype) return misplaced("a string", range);
  dtype_ = find_dtype(text);
  if (dtype_ == kNoDtype) {
    broken_ = true;
    artifact_.finding(kUnknownDtype, in_file(range), text.substr(0, artifact_.limits().evidence),
                      {{"tensor", name_.view()}});
    artifact_.partial("unsupported-dtype", in_file(range));
  }
}

void Header::number(const base::JsonNumber& number, Range range) {
  if (ignored_ > 0) return;
  if (!in_array_) return misplaced("a number", range);
  const auto value = number.as_u64();
  if (!value) {
    if (number.is_integer() && !number.text.starts_with('-')) {
      overflow_ = true;
    } else {
      complain(number.is_integer() ? "a negative number" : "a fractional number", range);
    }
    return;
  }
  if (field_ == Field::offsets) {
    if (offset_count_ < offsets_.size()) offsets_[offset_count_] = *value;
    ++offset_count_;
    return;
  }
  if (shape_.size() > 1) (void)shape_.append(", ");
  if (shape_.size() < artifact_.limits().evidence) (void)shape_.append(number.text);
  overflow_ |= __builtin_mul_overflow(elements_, *value, &elements_);
}

void Header::null(Range range) {
  // The reference implementation reads a null as no metadata (Option<HashMap>).
  if (place_ == Place::root && name_.view() == "__metadata__") return;
  misplaced("a null", range);
}

void Header::duplicate_key(std::string_view name, Range first, Range again) {
  base::Text at(artifact_.budget());
  (void)at.append_number(origin_ + first.offset);
  artifact_.finding(kDuplicateKey, in_file(again), name.substr(0, artifact_.limits().evidence),
                    {{"first", at.view()}});
}

void Header::metadata(std::string_view text, Range range) {
  artifact_.fact("metadata", key_.view(), text, in_file(range));
  if (text.size() > artifact_.limits().evidence) {
    base::Text length(artifact_.budget());
    (void)length.append_number(text.size());
    artifact_.fact("metadata-length", key_.view(), length.view(), in_file(range));
  }
  if (const std::string_view mark = active_content(text); !mark.empty()) {
    artifact_.fact("metadata-active", key_.view(), mark, in_file(range));
  }
}

void Header::finish_entry(Range range) {
  if (!broken_) {
    constexpr auto bit = [](Field field) { return 1u << static_cast<unsigned>(field); };
    if ((fields_ & bit(Field::dtype)) == 0) complain("no dtype", range);
    if ((fields_ & bit(Field::shape)) == 0) complain("no shape", range);
    if ((fields_ & bit(Field::offsets)) == 0) complain("no data_offsets", range);
    if (!overflow_ && offset_count_ != 2) complain("data_offsets is not a pair", range);
  }
  // A sum of bits that does not fit is as wrong as a product of the shape that does not.
  std::uint64_t bits = 0;
  const bool known = dtype_ != kNoDtype;
  if (known) overflow_ |= __builtin_mul_overflow(elements_, kDtypes[dtype_].bits, &bits);
  if (overflow_) {
    artifact_.finding(kSizeOverflow, in_file(range), name_.view(), {{"shape", shape_.view()}});
    broken_ = true;
  }
  if (offset_count_ == 2) add(broken_ ? 0 : bits, range);
}

// Into the table, whatever else is wrong: its bytes are claimed.
void Header::add(std::uint64_t bits, Range range) {
  const auto [begin, end] = offsets_;
  if (begin > end) {
    artifact_.finding(kReversedOffsets, in_file(range), name_.view());
    return;
  }
  if (!broken_) {
    if (bits % 8 != 0 || bits / 8 != end - begin) {
      base::Text declared(artifact_.budget()), spanned(artifact_.budget());
      (void)(declared.append_number(bits / 8) && (bits % 8 == 0 || declared.append(" and a part")));
      (void)spanned.append_number(end - begin);
      artifact_.finding(kSizeMismatch, in_file(range), name_.view(),
                        {{"needed", declared.view()},
                         {"spanned", spanned.view()},
                         {"dtype", kDtypes[dtype_].name},
                         {"shape", shape_.view()}});
    }
    ++per_dtype_[dtype_];
    if (__builtin_add_overflow(parameters_, elements_, &parameters_)) parameters_ = UINT64_MAX;
    base::Text type(artifact_.budget());
    (void)(type.append(kDtypes[dtype_].name) && type.append(' ') && type.append(shape_.view()));
    if (artifact_.job().facts + kFactsKept < artifact_.limits().facts) {
      artifact_.fact("tensor", name_.view(), type.view(), in_file(range));
    }
    if (artifact_.wants_listing()) {
      base::Text line(artifact_.budget());
      (void)(line.append("tensor ") && line.append(name_.view()) && line.append(' ') &&
             line.append(type.view()) && line.append(" at ") && line.append_number(begin) &&
             line.append("..") && line.append_number(end));
      artifact_.listing(in_file(range), line.view());
    }
  }
  if (tensors_.size() >= artifact_.limits().tensors) {
    complete_ = artifact_.budget().hit(base::LimitKind::tensors);
    return;
  }
  const auto name_length = static_cast<std::uint32_t>(name_range_.length);
  complete_ &= tensors_.try_push({begin, end, name_range_.offset, name_length});
}

void Header::report_totals() {
  const Range header{0, origin_};
  base::Text text(artifact_.budget());
  (void)text.append_number(tensors_.size());
  artifact_.fact("model", "tensors", text.view(), header);
  text.clear();
  (void)text.append_number(parameters_);
  artifact_.fact("model", "parameters", text.view(), header);
  text.clear();
  for (std::size_t i = 0; i < kDtypes.size(); ++i) {
    if (per_dtype_[i] == 0) continue;
    if (!text.empty()) (void)text.append(", ");
    (void)(text.append(kDtypes[i].name) && text.append(" x ") && text.append_number(per_dtype_[i]));
  }
  if (!text.empty()) artifact_.fact("model", "dtypes", text.view(), header);
}

}  // namespace bartizan::scan::safetensors
