/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <cmath>
#include <memory>
#include <string_view>

#include "troupe-toml-private.h"

/*
 * The one place that knows toml++. It is compiled in, so that its limits are ours and nothing has to be there when Troupe
 * runs; and it reports by values, since no exception may reach C.
 */
#undef TOML_HEADER_ONLY
#undef TOML_SHARED_LIB
#define TOML_HEADER_ONLY                1
#define TOML_EXCEPTIONS                 0
#define TOML_ENABLE_FORMATTERS          0
#define TOML_ENABLE_UNRELEASED_FEATURES 0
#define TOML_MAX_NESTED_VALUES          32

#if __has_include (<toml++/impl/preprocessor.hpp>)
#include <toml++/impl/preprocessor.hpp>
#else
#include <toml++/impl/preprocessor.h>
#endif

/* What it takes for granted is not so: “[=” has a key that begins with “=”, and the check that comes next says so in words. */
#undef TOML_ASSERT
#undef TOML_ASSERT_ASSUME
#define TOML_ASSERT(expression)        static_assert (true)
#define TOML_ASSERT_ASSUME(expression) static_assert (true)

#include <toml++/toml.h>

namespace {

struct NodeFree
{
  void operator() (JsonNode *node) const { json_node_unref (node); }
};

using Node = std::unique_ptr<JsonNode, NodeFree>;

/* Adds nothing to the tree where @fault says something. */
Node convert (const toml::node &source, guint depth, TroupeTomlFault *fault);

void
blame (TroupeTomlFault *fault, const toml::source_position &place, const char *reason)
{
  if (fault->reason != nullptr)
    return;

  fault->line = place.line;
  fault->column = place.column;
  fault->reason = g_strdup (reason);
}

/* Text in C ends at its first zero. */
bool
is_text (std::string_view text, const toml::source_position &place, TroupeTomlFault *fault)
{
  if (text.find ('\0') == std::string_view::npos)
    return true;

  blame (fault, place, "the character U+0000 is not allowed here");
  return false;
}

Node
make_text (std::string_view text, const toml::source_position &place, TroupeTomlFault *fault)
{
  g_autofree char *copy = nullptr;

  if (!is_text (text, place, fault))
    return nullptr;

  copy = g_strndup (text.data (), text.size ());
  return Node (json_node_init_string (json_node_alloc (), copy));
}

Node
take_text (char *text)
{
  g_autofree char *owned = text;

  return Node (json_node_init_string (json_node_alloc (), owned));
}

char *
format_time (const toml::time &time)
{
  if (time.nanosecond != 0)
    return g_strdup_printf ("%02u:%02u:%02u.%09u", time.hour, time.minute, time.second, time.nanosecond);

  return g_strdup_printf ("%02u:%02u:%02u", time.hour, time.minute, time.second);
}

char *
format_date (const toml::date &date)
{
  return g_strdup_printf ("%04u-%02u-%02u", date.year, date.month, date.day);
}

char *
format_date_time (const toml::date_time &moment)
{
  g_autofree char *date = format_date (moment.date);
  g_autofree char *time = format_time (moment.time);
  int minutes = moment.offset ? moment.offset->minutes : 0;

  if (!moment.offset)
    return g_strdup_printf ("%sT%s", date, time);

  return g_strdup_printf ("%sT%s%c%02d:%02d", date, time, minutes < 0 ? '-' : '+', std::abs (minutes) / 60, std::abs (minutes) % 60);
}

/* JSON has no word for these. */
Node
make_number (double number)
{
  if (std::isnan (number))
    return take_text (g_strdup ("nan"));
  if (std::isinf (number))
    return take_text (g_strdup (number < 0 ? "-inf" : "inf"));

  return Node (json_node_init_double (json_node_alloc (), number));
}

Node
convert_table (const toml::table &table, guint depth, TroupeTomlFault *fault)
{
  Node node (json_node_alloc ());
  JsonObject *object = json_object_new ();

  json_node_init_object (node.get (), object);
  json_object_unref (object);
  for (auto &&[key, child] : table)
    {
      g_autofree char *name = nullptr;
      Node value;

      if (!is_text (key.str (), key.source ().begin, fault))
        return nullptr;
      value = convert (child, depth + 1, fault);
      if (value == nullptr)
        return nullptr;
      name = g_strndup (key.str ().data (), key.str ().size ());
      json_object_set_member (object, name, value.release ());
    }

  return node;
}

Node
convert_array (const toml::array &array, guint depth, TroupeTomlFault *fault)
{
  Node node (json_node_alloc ());
  JsonArray *elements = json_array_sized_new (array.size ());

  json_node_init_array (node.get (), elements);
  json_array_unref (elements);
  for (auto &&child : array)
    {
      Node value = convert (child, depth + 1, fault);

      if (value == nullptr)
        return nullptr;
      json_array_add_element (elements, value.release ());
    }

  return node;
}

Node
convert (const toml::node &source, guint depth, TroupeTomlFault *fault)
{
  if (depth > TROUPE_TOML_MAX_DEPTH)
    {
      blame (fault, source.source ().begin, "this is nested too deeply");
      return nullptr;
    }

  switch (source.type ())
    {
    case toml::node_type::table:
      return convert_table (*source.as_table (), depth, fault);
    case toml::node_type::array:
      return convert_array (*source.as_array (), depth, fault);
    case toml::node_type::string:
      return make_text (source.as_string ()->get (), source.source ().begin, fault);
    case toml::node_type::integer:
      return Node (json_node_init_int (json_node_alloc (), source.as_integer ()->get ()));
    case toml::node_type::floating_point:
      return make_number (source.as_floating_point ()->get ());
    case toml::node_type::boolean:
      return Node (json_node_init_boolean (json_node_alloc (), source.as_boolean ()->get ()));
    case toml::node_type::date:
      return take_text (format_date (source.as_date ()->get ()));
    case toml::node_type::time:
      return take_text (format_time (source.as_time ()->get ()));
    case toml::node_type::date_time:
      return take_text (format_date_time (source.as_date_time ()->get ()));
    case toml::node_type::none:
    default:
      blame (fault, source.source ().begin, "this is of no known type");
      return nullptr;
    }
}

JsonNode *
read_tree (std::string_view text, TroupeTomlFault *fault)
{
  toml::parse_result result = toml::parse (text);

  if (!result)
    {
      constexpr std::string_view prefix = "Error while parsing ";
      std::string_view reason = result.error ().description ();
      g_autofree char *valid = nullptr;

      if (reason.substr (0, prefix.size ()) == prefix)
        reason.remove_prefix (prefix.size ());
      valid = g_utf8_make_valid (reason.data (), reason.size ());

      blame (fault, result.error ().source ().begin, valid);
      return nullptr;
    }

  return convert (result.table (), 0, fault).release ();
}

}

/*
 * troupe_toml_read_tree:
 * @text: TOML that troupe_toml_parse() has looked over
 * @length: the length of @text in bytes
 * @fault: (out caller-allocates): where and why it failed; its reason is the caller's to free
 *
 * Reads TOML. Dates and times, and numbers that JSON can't say, become texts.
 *
 * Returns: (transfer full) (nullable): an object node; %NULL with @fault filled in
 */
JsonNode *
troupe_toml_read_tree (const char      *text,
                       gsize            length,
                       TroupeTomlFault *fault)
{
  *fault = { 0, 0, nullptr };

  try
    {
      return read_tree (std::string_view (text, length), fault);
    }
  catch (const std::exception &exception)
    {
      blame (fault, {}, exception.what ());
    }
  catch (...)
    {
      blame (fault, {}, "it can't be read");
    }

  return nullptr;
}
