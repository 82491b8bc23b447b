// simdjson is C++: only CJSONText, our C header in front of it, includes <simdjson.h>. This module names the library.
