/* <afunix.h>, when this folder alone is on the include path: ours, not the Windows SDK's. */
#include "../afunix.h"
