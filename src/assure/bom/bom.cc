#include "assure/api.h"
