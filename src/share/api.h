// Line of effort 4, share what is known: what run, report, server and cli may see of it.
//
// What it is: the sum of this room's headers. Each says what it owns and promises.
#pragma once

#include "share/faq/faq.h"
#include "share/policy/register.h"
