# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop session of its own, in which the real application is started, driven and looked at.

    with Session(program, build_root, shots="…") as session:
        session.launch("--project", folder)
        session.action("select-persona", "careful-reviewer")
        session.wait_text("spin button", "Temperature", "0.20")
        session.shot("main-light")

The application sees an X server, a bus and folders that nobody else has. What a test does goes in by actions on the bus,
by the accessibility tree, or as keys; what it learns comes out by the accessibility tree. Nothing sleeps for a fixed
time: every wait is for a state, with a deadline."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from picture import Screen

DEADLINE = float(os.environ.get("TROUPE_TEST_DEADLINE", "20"))

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <servicedir>{folder}/services</servicedir>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

# The same thing has another name in another version of the toolkit.
ROLES = {
    "button": {"button", "push button", "toggle button"},
    "text": {"text", "entry", "password text", "document text"},
    "dialog": {"dialog", "alert", "frame", "window"},
    "group": {"panel", "grouping"},
}

# What newer versions of the toolkit warn of by themselves: of frames, on displays without a graphics card.
NOT_OURS = re.compile(r"gdk_frame_timings_submitted\(\) called on submitted frame")


# A newer xdotool presses Alt with a function key that it looks up by name. These are the keys of Xvfb's own map.
KEYCODES = {f"F{number}": 66 + number for number in range(1, 11)}


class Failure(Exception):
    """Something that a test waited for did not happen."""


class Session:
    def __init__(self, program, build_root, home=None, size=(1600, 1000), settings=None, environment=None):
        self.program = program
        self.build_root = build_root
        self.size = size
        self.own_home = home is None
        self.folder = tempfile.mkdtemp(prefix="troupe-session-")
        self.home = home or os.path.join(self.folder, "home")
        self.shots = os.environ.get("TROUPE_SHOTS") or os.path.join(build_root, "shots")
        self.settings = settings or {}
        self.extra = environment or {}
        self.children = []
        self.app = None
        self.screen = None
        self.log_path = os.path.join(self.folder, "app.log")
        self.Atspi = None
        self.app_id = os.environ.get("TROUPE_APP_ID", "io.github.troupe_app.Troupe")
        self.app_path = "/" + self.app_id.replace(".", "/")

    # Life

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None and self.app is not None and self.app.poll() is None:
            try:
                self.shot("failure-" + re.sub(r"\W+", "-", os.path.basename(sys.argv[0])))
            except (Failure, subprocess.SubprocessError, OSError):
                pass
        if kind is not None:
            for line in self.log().splitlines()[-30:]:
                print(f"# log: {line}")
        self.stop()

    def start(self):
        for folder in ("home", "runtime", "services", "config", "data", "cache", "state"):
            os.makedirs(os.path.join(self.folder, folder), mode=0o700, exist_ok=True)
        os.makedirs(self.home, exist_ok=True)
        os.makedirs(self.shots, exist_ok=True)
        # A cursor that blinks would never let two pictures in a row be the same for long.
        settings = os.path.join(self.home, ".config/gtk-4.0/settings.ini")
        if not os.path.exists(settings):
            os.makedirs(os.path.dirname(settings), exist_ok=True)
            with open(settings, "w", encoding="utf-8") as file:
                file.write("[Settings]\ngtk-cursor-blink=false\n")

        for launcher in ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher",
                         "/usr/lib/at-spi-bus-launcher"):
            if os.path.exists(launcher):
                with open(os.path.join(self.folder, "services", "org.a11y.Bus.service"), "w", encoding="utf-8") as file:
                    file.write(f"[D-BUS Service]\nName=org.a11y.Bus\nExec={launcher}\n")
        config = os.path.join(self.folder, "bus.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(BUS_CONFIG.format(folder=self.folder))

        self.env = {key: value for key, value in os.environ.items()
                    if key not in ("WAYLAND_DISPLAY", "DISPLAY", "AT_SPI_BUS_ADDRESS", "G_MESSAGES_DEBUG", "GTK_THEME")}
        self.env.update({
            "HOME": self.home,
            "XDG_CONFIG_HOME": os.path.join(self.home, ".config"),
            "XDG_DATA_HOME": os.path.join(self.home, ".local/share"),
            "XDG_CACHE_HOME": os.path.join(self.home, ".cache"),
            "XDG_STATE_HOME": os.path.join(self.home, ".local/state"),
            "XDG_RUNTIME_DIR": os.path.join(self.folder, "runtime"),
            "GSETTINGS_BACKEND": "keyfile",
            "GSETTINGS_SCHEMA_DIR": os.path.join(self.build_root, "data") + ":/usr/share/glib-2.0/schemas",
            "GIO_USE_VFS": "local",
            "GIO_USE_PROXY_RESOLVER": "dummy",
            "GDK_BACKEND": "x11",
            "GSK_RENDERER": "cairo",
            "GTK_A11Y": "atspi",
            "LC_ALL": "C.UTF-8",
            "NO_AT_BRIDGE": "0",
            "SECRET_BACKEND": "file",
            "SECRET_FILE_TEST_PATH": os.path.join(self.home, "keyring"),
            "SECRET_FILE_TEST_PASSWORD": "test",
        })
        self.env.pop("G_DEBUG", None)
        self.env.update(self.extra)

        for number in range(3):
            if self.start_display():
                break
        else:
            raise Failure("Xvfb does not start")
        self.env["DBUS_SESSION_BUS_ADDRESS"] = self.start_bus(config)
        self.screen = Screen(self.env["DISPLAY"])
        self.spawn(["openbox", "--sm-disable"])
        os.environ.update({key: self.env[key] for key in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")})
        # The tests' own half has to find this session's buses, not those it was started in.
        os.environ.pop("AT_SPI_BUS_ADDRESS", None)

        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi, Gio, GLib
        self.Atspi, self.Gio, self.GLib = Atspi, Gio, GLib
        from tree import Node, Tree
        self.Node = Node
        # A connection of its own: another session of the same process has another bus.
        flags = Gio.DBusConnectionFlags
        self.bus = Gio.DBusConnection.new_for_address_sync(
            self.env["DBUS_SESSION_BUS_ADDRESS"], flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self.bus.set_exit_on_close(False)
        self.tree = Tree(self.bus)

    def start_display(self):
        read, write = os.pipe()
        child = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{self.size[0]}x{self.size[1]}x24",
                                  "-nolisten", "tcp", "-noreset"], pass_fds=[write], stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL, env=self.env, start_new_session=True)
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            child.wait()
            return False
        self.children.append(child)
        self.env["DISPLAY"] = f":{number}"
        return True

    def start_bus(self, config):
        read, write = os.pipe()
        child = subprocess.Popen(["dbus-daemon", "--nofork", f"--config-file={config}", f"--print-address={write}"],
                                 pass_fds=[write], env=self.env, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(write)
        self.children.append(child)
        with os.fdopen(read) as pipe:
            return pipe.readline().strip()

    def spawn(self, command):
        child = subprocess.Popen(command, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                 start_new_session=True)
        self.children.append(child)
        return child

    def stop(self):
        self.quit(expect=False)
        if self.screen is not None:
            # Before its server goes, which would end this program too.
            self.screen.close()
            self.screen = None
        for child in reversed(self.children):
            # The whole group, which is ours: the bus has started others.
            try:
                os.killpg(child.pid, signal.SIGTERM)
            except ProcessLookupError:
                pass
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
        self.children = []
        shutil.rmtree(self.folder, ignore_errors=True)

    # The application

    def launch(self, *arguments, window=True, environment=None):
        """Starts the application as a user would, and waits for its window."""
        keyfile = os.path.join(self.home, ".config/glib-2.0/settings/keyfile")
        if self.settings:
            os.makedirs(os.path.dirname(keyfile), exist_ok=True)
            with open(keyfile, "w", encoding="utf-8") as file:
                file.write(f"[{self.app_path[1:]}]\n")
                for key, value in self.settings.items():
                    file.write(f"{key}={value}\n")
            self.settings = {}
        with open(self.log_path, "ab") as log:
            self.app = subprocess.Popen([self.program, *arguments], env={**self.env, **(environment or {})},
                                        stdout=log, stderr=log, start_new_session=True)
        if window:
            self.wait(self.root, "the application in the accessibility tree")
            self.find("frame")
        return self.app

    def quit(self, expect=True):
        """Ends the application the way its menu does, or else by force."""
        if self.app is None:
            return
        if self.app.poll() is None and expect:
            self.action("quit", application=True)
            try:
                self.app.wait(DEADLINE)
            except subprocess.TimeoutExpired:
                raise Failure("the application does not quit") from None
        if self.app.poll() is None:
            self.app.terminate()
            try:
                self.app.wait(5)
            except subprocess.TimeoutExpired:
                self.app.kill()
                self.app.wait()
        status, self.app = self.app.returncode, None
        if expect and status != 0:
            raise Failure(f"the application ended with status {status}")

    def log(self):
        try:
            with open(self.log_path, encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def complaints(self):
        """What the application and its libraries warned of, and that it ended where nobody had asked it to."""
        said = [line for line in self.log().splitlines()
                if re.search(r"WARNING|CRITICAL|ERROR|Sanitizer", line) and not NOT_OURS.search(line)]
        if self.app is not None and self.app.poll() not in (None, 0):
            said.append(f"the application ended with status {self.app.returncode}")
        return said

    # Waiting

    def wait(self, what, message, deadline=None):
        """Calls what() until it gives something true, and gives that."""
        end = time.monotonic() + (deadline or DEADLINE)
        pause = 0.01
        while True:
            try:
                found = what()
            except self.GLib.Error:
                found = None
            if found:
                return found
            if self.app is not None and self.app.poll() is not None:
                raise Failure(f"the application ended with status {self.app.returncode} while waiting for {message}")
            if time.monotonic() > end:
                raise Failure(f"waited in vain for {message}")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.1)

    # Actions

    def windows(self):
        """Object paths of the application's windows, the latest last."""
        found, _ = [], None
        for number in range(1, 40):
            path = f"{self.app_path}/window/{number}"
            try:
                self.bus.call_sync(self.app_id, path, "org.gtk.Actions", "List", None, None,
                                   self.Gio.DBusCallFlags.NO_AUTO_START, 2000, None)
                found.append(path)
            except self.GLib.Error:
                if found:
                    break
        return found

    def variant(self, value):
        Variant = self.GLib.Variant
        if isinstance(value, Variant):
            return value
        if isinstance(value, bool):
            return Variant("b", value)
        if isinstance(value, int):
            return Variant("x", value)
        if isinstance(value, tuple):
            return Variant("(" + "s" * len(value) + ")", value)
        return Variant("s", value)

    def action(self, name, *parameters, application=False):
        """Activates an action of the window, or of the application."""
        path = self.app_path if application else self.wait(self.windows, "a window on the bus")[-1]
        arguments = self.GLib.Variant("(sava{sv})", (name, [self.variant(value) for value in parameters], {}))
        self.bus.call_sync(self.app_id, path, "org.gtk.Actions", "Activate", arguments, None,
                           self.Gio.DBusCallFlags.NO_AUTO_START, 10000, None)

    def state(self, name):
        """The state of a window's action, and whether the action is enabled."""
        path = self.wait(self.windows, "a window on the bus")[-1]
        reply = self.bus.call_sync(self.app_id, path, "org.gtk.Actions", "Describe",
                                   self.GLib.Variant("(s)", (name,)), None,
                                   self.Gio.DBusCallFlags.NO_AUTO_START, 10000, None)
        enabled, _, states = reply.unpack()[0]
        return (states[0] if states else None), enabled

    # The accessibility tree

    def root(self):
        place = self.tree.find_application(self.app.pid) if self.app is not None else None
        return self.Node(self.tree, *place) if place else None

    def role(self, node):
        return node.get_role_name()

    def matches_role(self, node, role):
        return role is None or node.get_role_name() in ROLES.get(role, {role})

    def shows(self, node):
        return self.tree.shows(node)

    def walk(self, node=None, hidden=False):
        """Every node below, as it is now; those that are shown, first to last."""
        node = node or self.root()
        return self.tree.look(node, hidden).walk(hidden) if node is not None else iter(())

    def all(self, role=None, name=None, within=None):
        """Every node of that role whose name is that, or matches that pattern."""
        for node in self.walk(within):
            try:
                if not self.matches_role(node, role):
                    continue
                if name is None or (name.search(node.get_name() or "") if hasattr(name, "search")
                                    else node.get_name() == name):
                    yield node
            except self.GLib.Error:
                continue

    def maybe(self, role=None, name=None, within=None):
        return next(self.all(role, name, within), None)

    def find(self, role=None, name=None, within=None, deadline=None):
        shown = name.pattern if hasattr(name, "pattern") else name
        return self.wait(lambda: self.maybe(role, name, within), f"a {role or 'node'} named “{shown}”", deadline)

    def gone(self, role=None, name=None, within=None):
        shown = name.pattern if hasattr(name, "pattern") else name
        self.wait(lambda: self.maybe(role, name, within) is None, f"the {role or 'node'} “{shown}” to go")

    def press(self, node):
        """Does what a click does on a node, and gives what took it, or None."""
        for index in range(node.get_n_actions()):
            if node.get_action_name(index) in ("click", "activate", "toggle", "press"):
                node.do_action(index)
                return node
        # Some are a box around a button.
        for child in self.walk(node):
            if child is not node and child.get_n_actions() > 0:
                child.do_action(0)
                return child
        return None

    def click(self, role, name=None, within=None):
        """Does what a click does, on a node or on what find() finds, which may only just be coming or going."""
        if isinstance(role, str):
            return self.wait(lambda: (node := self.maybe(role, name, within)) is not None and self.press(node),
                             f"a {role} named “{getattr(name, 'pattern', name)}” that can be clicked")
        node = self.press(role)
        if node is None:
            raise Failure(f"“{role.get_name()}” cannot be clicked")
        return node

    def text(self, node):
        """The text that a node shows or holds."""
        return self.tree.texts([node])[0]

    def set_text(self, node, text):
        if not node.set_text(text):
            raise Failure(f"“{node.get_name()}” takes no text")

    def value(self, node):
        return node.get_value()

    def set_value(self, node, value):
        node.set_value(value)

    def description(self, node):
        return node.get_description() or ""

    def texts(self, within=None):
        """Everything that can be read, a line a node."""
        return [line for line in self.tree.texts(list(self.walk(within))) if line]

    def wait_text(self, role, name, text, within=None):
        """Waits until the node reads as given."""
        def reads():
            node = self.maybe(role, name, within)
            return node is not None and (text.search(self.text(node)) if hasattr(text, "search")
                                         else self.text(node) == text)
        try:
            self.wait(reads, f"{role} “{name}” to read “{getattr(text, 'pattern', text)}”")
        except Failure as failure:
            node = self.maybe(role, name, within)
            raise Failure(f"{failure}; it reads “{self.text(node) if node else None}”") from None

    def wait_label(self, text, within=None):
        """Waits until something that can be read contains the text."""
        self.wait(lambda: any(text in line for line in self.texts(within)), f"“{text}” to be shown")

    def dump(self, node=None, level=0):
        """The tree as text, for people who write tests."""
        node = node or self.tree.look(self.root(), hidden=True)
        states = "" if self.shows(node) else " (hidden)"
        print(f"# {'  ' * level}{node.get_role_name()} “{node.get_name()}”{states}")
        for index in range(node.get_child_count()):
            child = node.get_child_at_index(index)
            if child is not None:
                self.dump(child, level + 1)

    def nameless(self, within=None):
        """Controls that a screen reader has no name for."""
        controls = {"push button", "button", "toggle button", "check box", "radio button", "spin button", "slider",
                    "combo box", "entry", "text", "password text", "switch", "list box", "list"}
        types = re.compile(r"^(Gtk|Adw|Troupe)[A-Z]")
        for node in self.walk(within):
            try:
                role, name = node.get_role_name(), node.get_name() or ""
                if role not in controls or (name and not types.match(name)):
                    continue
                if role in ("push button", "button", "toggle button"):
                    # Named by what is in it, or one half of a control that has a name.
                    inside = [child.get_name() for child in self.walk(node) if child is not node and child.get_name()
                              and not types.match(child.get_name())]
                    parent = node.get_parent()
                    around = parent.get_name() if parent is not None and parent.get_role_name() in (
                        "combo box", "spin button", "push button", "button", "toggle button") else ""
                    if inside or (around and not types.match(around)):
                        continue
                if role in ("text", "entry"):
                    parent = node.get_parent()
                    around = (parent.get_name() or "") if parent is not None else ""
                    if around and not types.match(around) and parent.get_role_name() in (
                            "spin button", "entry", "text", "combo box", "list item", "password text"):
                        continue
                if role in ("list", "list box"):
                    parent = node.get_parent()
                    if parent is not None and parent.get_role_name() in ("combo box",):
                        continue
                    # The list of a group of preferences: newer versions name the group.
                    while parent is not None and parent.get_role_name() == "panel":
                        parent = parent.get_parent()
                    if parent is not None and parent.get_role_name() == "grouping" and parent.get_name():
                        continue
                path, up = [], node
                while up is not None and len(path) < 5:
                    path.append(f"{up.get_role_name()} “{up.get_name()}”")
                    up = up.get_parent()
                yield " in ".join(path)
            except self.GLib.Error:
                continue

    def right_to_left(self):
        """What makes the toolkit run from right to left.

        It asks its own translation, and newer versions the locale. Libraries are translated only where the application
        is too, or where the locale's messages are English."""
        path = os.path.join(self.folder, "locale")
        os.makedirs(path, exist_ok=True)
        for locale in ("en_US", "he_IL"):
            subprocess.run(["localedef", "-i", locale, "-f", "UTF-8", os.path.join(path, locale + ".UTF-8")], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return {"LOCPATH": path, "LC_ALL": "", "LANG": "en_US.UTF-8", "LC_CTYPE": "he_IL.UTF-8", "LANGUAGE": "he"}

    def large_text(self, percent=150):
        """Makes the text of what is launched from now on larger, as the desktop's setting does."""
        subprocess.run(["xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER",
                        f"Xft.dpi:\t{96 * percent // 100}\n"], env=self.env, check=True, stdout=subprocess.DEVNULL)

    def color_at(self, path, x, y):
        """The color of a point of a picture, as #RRGGBB."""
        out = subprocess.run(["convert", path, "-depth", "8", "-crop", f"1x1+{x}+{y}", "txt:-"], env=self.env, check=True,
                             stdout=subprocess.PIPE, text=True).stdout
        return re.search("#[0-9A-Fa-f]{6}", out).group(0)

    # Keys and pictures

    def window_ids(self):
        out = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.app.pid)], env=self.env,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout
        return out.split()

    def main_window(self):
        """The X id of the largest window: the one that is no popover and no dialog."""
        best, area = None, -1
        for window in self.window_ids():
            width, height = self.geometry(window)
            if width * height > area:
                best, area = window, width * height
        return best

    def geometry(self, window=None):
        out = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window or self.main_window()], env=self.env,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout
        values = dict(line.split("=") for line in out.splitlines() if "=" in line)
        return int(values.get("WIDTH", 0)), int(values.get("HEIGHT", 0))

    def key(self, *keys):
        """Presses keys, one after the other, wherever the focus is."""
        keys = [re.sub(r"F\d+$", lambda found: str(KEYCODES.get(found.group(), found.group())), key) for key in keys]
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], env=self.env, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--clearmodifiers", text], env=self.env, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def focused(self, within=None):
        for node in self.walk(within):
            try:
                if node.get_state_set().contains(self.Atspi.StateType.FOCUSED):
                    return node
            except self.GLib.Error:
                continue
        return None

    def resize(self, width, height):
        """Gives the window a size, and says which it got."""
        window = self.wait(self.main_window, "the window on the screen")
        subprocess.run(["xdotool", "windowsize", "--sync", window, str(width), str(height)], env=self.env, check=False,
                       timeout=DEADLINE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.settle()
        return self.geometry(window)

    def settle(self):
        """Waits until three pictures in a row are the same."""
        last, same = None, 0
        for _ in range(60):
            seen = self.screen.look(*self.size)
            same = same + 1 if seen is not None and seen == last else 0
            if same == 2:
                return
            last = seen
            time.sleep(0.05)

    def shot(self, name, root=True):
        """Leaves a picture of the window with whatever is open over it, and gives its path."""
        os.makedirs(self.shots, exist_ok=True)
        path = os.path.join(self.shots, name + ".png")
        self.settle()
        window = self.wait(self.main_window, "the window on the screen")
        command = ["import", "-window", "root" if root else window, path]
        subprocess.run(command, env=self.env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if root:
            out = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], env=self.env,
                                 stdout=subprocess.PIPE, text=True, check=True).stdout
            at = dict(line.split("=") for line in out.splitlines() if "=" in line)
            subprocess.run(["mogrify", "-crop", f"{at['WIDTH']}x{at['HEIGHT']}+{at['X']}+{at['Y']}", "+repage", path],
                           env=self.env, check=False)
        return path


class Tap:
    """Test points: what is done in a `with` block holds, or the block's exception says why not."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def claim(self, text):
        return Claim(self, text)

    def done(self):
        print(f"1..{self.count}", flush=True)
        sys.exit(1 if self.failed else 0)


class Claim:
    def __init__(self, tap, text):
        self.tap = tap
        self.text = text

    def __enter__(self):
        self.begin = time.monotonic()
        return self

    def __exit__(self, kind, error, trace):
        self.tap.count += 1
        took = time.monotonic() - self.begin
        if kind is None:
            print(f"ok {self.tap.count} - {self.text} # {took:.1f} s".replace(" # ", " (", 1) + ")", flush=True)
            return False
        self.tap.failed += 1
        print(f"not ok {self.tap.count} - {self.text}", flush=True)
        print(f"# {kind.__name__}: {error}".replace("\n", "\n# "), flush=True)
        if issubclass(kind, (Failure, AssertionError)) or kind.__name__ == "GError" or kind.__name__ == "Error":
            return True
        return False
