/** Public attributes of builtin types and of pathlib paths (CPython 3.11), by the kind of value here. */
export const METHODS: Readonly<Record<string, ReadonlySet<string>>> = {
  string: new Set(
    "capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill".split(
      " ",
    ),
  ),
  bytes: new Set(
    "capitalize center count decode endswith expandtabs find fromhex hex index isalnum isalpha isascii isdigit islower isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill".split(
      " ",
    ),
  ),
  integer: new Set(
    "as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag numerator real to_bytes".split(
      " ",
    ),
  ),
  boolean: new Set(
    "as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag numerator real to_bytes".split(
      " ",
    ),
  ),
  float: new Set("as_integer_ratio conjugate fromhex hex imag is_integer real".split(" ")),
  none: new Set("".split(" ")),
  tuple: new Set("count index".split(" ")),
  list: new Set("append clear copy count extend index insert pop remove reverse sort".split(" ")),
  dict: new Set("clear copy fromkeys get items keys pop popitem setdefault update values".split(" ")),
  set: new Set(
    "add clear copy difference difference_update discard intersection intersection_update isdisjoint issubset issuperset pop remove symmetric_difference symmetric_difference_update union update".split(
      " ",
    ),
  ),
  path: new Set(
    "absolute anchor as_posix as_uri chmod cwd drive exists expanduser glob group hardlink_to home is_absolute is_block_device is_char_device is_dir is_fifo is_file is_mount is_relative_to is_reserved is_socket is_symlink iterdir joinpath lchmod link_to lstat match mkdir name open owner parent parents parts read_bytes read_text readlink relative_to rename replace resolve rglob rmdir root samefile stat stem suffix suffixes symlink_to touch unlink with_name with_stem with_suffix write_bytes write_text".split(
      " ",
    ),
  ),
};
