# SPDX-License-Identifier: GPL-3.0-or-later
"""The accessibility tree of an application, read straight from its bus.

A look at the tree is a picture of one moment: hundreds of questions are sent at once, and nothing is remembered from the
look before. The usual library asks one question after the other, or else answers from what it remembers."""

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ACCESSIBLE = "org.a11y.atspi.Accessible"
TIMEOUT_MS = 10000


class States:
    def __init__(self, low, high):
        self.bits = low | high << 32

    def contains(self, state):
        return bool(self.bits & 1 << int(state))


class Node:
    """One object of the tree, as it was when it was looked at; what is asked of it by a method is asked now."""

    def __init__(self, tree, name, path):
        self.tree, self.bus_name, self.path = tree, name, path
        self.role, self.label, self.states = "", "", States(0, 0)
        self.children, self.parent = [], None

    def call(self, interface, method, arguments=None):
        return self.tree.bus.call_sync(self.bus_name, self.path, interface, method, arguments, None,
                                       Gio.DBusCallFlags.NONE, TIMEOUT_MS, None)

    def property(self, interface, name):
        return self.call("org.freedesktop.DBus.Properties", "Get", GLib.Variant("(ss)", (interface, name))).unpack()[0]

    def get_role_name(self):
        return self.role

    def get_name(self):
        return self.label

    def get_description(self):
        return self.property(ACCESSIBLE, "Description")

    def get_state_set(self):
        return self.states

    def get_parent(self):
        return self.parent

    def get_child_count(self):
        return len(self.children)

    def get_child_at_index(self, index):
        return self.children[index]

    def get_n_actions(self):
        try:
            return self.property("org.a11y.atspi.Action", "NActions")
        except GLib.Error:
            return 0

    def get_action_name(self, index):
        return self.call("org.a11y.atspi.Action", "GetName", GLib.Variant("(i)", (index,))).unpack()[0]

    def do_action(self, index):
        return self.call("org.a11y.atspi.Action", "DoAction", GLib.Variant("(i)", (index,))).unpack()[0]

    def set_text(self, text):
        return self.call("org.a11y.atspi.EditableText", "SetTextContents", GLib.Variant("(s)", (text,))).unpack()[0]

    def get_value(self):
        return self.property("org.a11y.atspi.Value", "CurrentValue")

    def set_value(self, value):
        self.call("org.freedesktop.DBus.Properties", "Set",
                  GLib.Variant("(ssv)", ("org.a11y.atspi.Value", "CurrentValue", GLib.Variant("d", value))))

    def walk(self, hidden=False):
        """This node and those below it, from first to last."""
        yield self
        for child in self.children:
            if hidden or self.tree.shows(child):
                yield from child.walk(hidden)


class Tree:
    def __init__(self, session_bus):
        address = session_bus.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None,
                                        Gio.DBusCallFlags.NONE, TIMEOUT_MS, None).unpack()[0]
        flags = Gio.DBusConnectionFlags
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self.bus.set_exit_on_close(False)
        self.names = {}

    def shows(self, node):
        return (node.states.contains(Atspi.StateType.SHOWING) or node.states.contains(Atspi.StateType.VISIBLE))

    def role_name(self, number):
        if number not in self.names:
            self.names[number] = Atspi.role_get_name(Atspi.Role(number))
        return self.names[number]

    def find_application(self, pid):
        """The bus name and path of the application with that process, or None."""
        registry = Node(self, "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        for name, path in registry.call(ACCESSIBLE, "GetChildren").unpack()[0]:
            try:
                owner = self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                           "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)), None,
                                           Gio.DBusCallFlags.NONE, TIMEOUT_MS, None).unpack()[0]
            except GLib.Error:
                continue
            if owner == pid:
                return name, path
        return None

    def ask(self, questions):
        """Asks all at once; gives the answers in the same order, None where there was none."""
        answers = [None] * len(questions)
        pending = len(questions)
        loop = GLib.MainLoop()

        def answered(bus, result, index):
            nonlocal pending
            pending -= 1
            try:
                answers[index] = bus.call_finish(result).unpack()
            except GLib.Error:
                pass
            if pending == 0:
                loop.quit()

        for index, (node, interface, method, arguments) in enumerate(questions):
            self.bus.call(node.bus_name, node.path, interface, method, arguments, None, Gio.DBusCallFlags.NONE,
                          TIMEOUT_MS, None, answered, index)
        if pending:
            loop.run()
        return answers

    def look(self, node, hidden=False):
        """Reads what is below the node; of what is hidden only that it is there, if not all is wanted."""
        seen = {node.path}
        level = [node]
        name = GLib.Variant("(ss)", (ACCESSIBLE, "Name"))
        while level:
            questions = []
            for each in level:
                questions += [(each, ACCESSIBLE, "GetRole", None), (each, ACCESSIBLE, "GetState", None),
                              (each, "org.freedesktop.DBus.Properties", "Get", name),
                              (each, ACCESSIBLE, "GetChildren", None)]
            answers = self.ask(questions)
            below = []
            for index, each in enumerate(level):
                role, state, label, children = answers[4 * index:4 * index + 4]
                each.role = self.role_name(role[0]) if role else ""
                each.states = States(*state[0]) if state else States(0, 0)
                each.label = label[0] if label else ""
                each.children = []
                if not hidden and each is not node and not self.shows(each):
                    continue
                for bus_name, path in children[0] if children else []:
                    # The child of a GtkStack is there twice on GTK 4.8: by itself, and in its page.
                    if path not in seen and not path.endswith("/null"):
                        seen.add(path)
                        child = Node(self, bus_name, path)
                        child.parent = each
                        each.children.append(child)
                below += each.children
            self.name_items([each for each in level if each.role == "menu item" and not each.label])
            level = below
        return node

    def name_items(self, items):
        """Newer versions of the toolkit name the item of a menu only by a label that is not in the tree."""
        found = self.ask([(item, ACCESSIBLE, "GetRelationSet", None) for item in items]) if items else []
        for item, relations in zip(items, found):
            for kind, targets in relations[0] if relations else []:
                if kind == int(Atspi.RelationType.LABELLED_BY):
                    labels = [Node(self, *target) for target in targets]
                    for label in labels:
                        label.role = "label"
                    names = self.ask([(label, "org.freedesktop.DBus.Properties", "Get",
                                       GLib.Variant("(ss)", (ACCESSIBLE, "Name"))) for label in labels])
                    item.label = " ".join(text or (name[0] if name else "")
                                          for text, name in zip(self.texts(labels), names))

    def texts(self, nodes):
        """The text that each node shows or holds, or else its name."""
        count = GLib.Variant("(ss)", ("org.a11y.atspi.Text", "CharacterCount"))
        # The rest has a name at the most.
        holders = [node for node in nodes if node.role in ("label", "text", "entry", "password text", "document text",
                                                           "paragraph", "static", "spin button", "heading")]
        lengths = self.ask([(node, "org.freedesktop.DBus.Properties", "Get", count) for node in holders])
        holders = [(node, length[0]) for node, length in zip(holders, lengths) if length]
        found = self.ask([(node, "org.a11y.atspi.Text", "GetText", GLib.Variant("(ii)", (0, length)))
                          for node, length in holders])
        texts = {node: text[0] for (node, _), text in zip(holders, found) if text}
        return [texts.get(node, node.label) for node in nodes]
