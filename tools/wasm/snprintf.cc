// The one function of stdio that is linked: nlohmann's writer calls snprintf for escapes, with
// nothing but unsigned hexadecimal numbers. The C library's own brings files, and with them imports
// from the host.
#include <cstdarg>
#include <cstdio>
#include <cstdlib>

namespace {

/// Characters that are counted also where there is no room.
struct Output {
  char* text;
  std::size_t room;
  std::size_t length = 0;

  void put(char character) {
    if (length + 1 < room)
      text[length] = character;
    ++length;
  }
};

void put_hexadecimal(Output& out, unsigned number, unsigned digits) {
  for (unsigned digit = 8; digit-- > 0;)
    if (digit < digits || number >> (4 * digit) != 0)
      out.put("0123456789abcdef"[number >> (4 * digit) & 15]);
}

} // namespace

/// Text with conversions "%0Nx", N one digit; any other is a mistake of the program.
extern "C" int snprintf(char* text, std::size_t room, const char* format, ...) {
  Output out{text, room};
  std::va_list arguments;
  va_start(arguments, format);
  for (; *format != '\0'; ++format) {
    if (*format != '%') {
      out.put(*format);
      continue;
    }
    if (format[1] != '0' || format[3] != 'x')
      std::abort();
    put_hexadecimal(out, va_arg(arguments, unsigned), static_cast<unsigned>(format[2] - '0'));
    format += 3;
  }
  va_end(arguments);
  if (room != 0)
    text[out.length < room ? out.length : room - 1] = '\0';
  return static_cast<int>(out.length);
}
