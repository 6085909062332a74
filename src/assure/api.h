// Line of effort 2, assure AI systems: what run, report, server, cli and train may see of it.
//
// What it is: the sum of this room's headers. Each says what it owns and promises.
#pragma once

#include "assure/bom/cards.h"
#include "assure/bom/convert.h"
#include "assure/bom/diff.h"
#include "assure/bom/from_estate.h"
#include "assure/bom/merge.h"
#include "assure/bom/rows.h"
#include "assure/bom/score.h"
#include "assure/bom/write.h"
#include "assure/catalog/compare.h"
#include "assure/parse/bom/model.h"
#include "assure/parse/bom/vocabulary.h"
#include "assure/parse/card/card.h"
#include "assure/parse/catalog/table.h"
#include "assure/parse/parsers.h"
#include "assure/parse/signature/base64.h"
#include "assure/parse/signature/bundle.h"
#include "assure/parse/signature/statement.h"
#include "assure/sign/checks.h"
#include "assure/sign/rows.h"
