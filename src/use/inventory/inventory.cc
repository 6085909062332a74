#include "use/api.h"
