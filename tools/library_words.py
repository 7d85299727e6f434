# ruff: noqa: INP001 - scripts beside it import it
"""Reads the credential library's own words out of its code: every code and sentence, and where each can be said.

Nothing is run. A sentence that is given by a name, a table, a condition or a helper's parameter is followed to where it
is written; what cannot be followed (the words of an error that is passed on) is written elsewhere, and found there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from pathlib import Path

ROOMS = ("credential", "fetcher")
OUTCOMES = ("passed", "failed", "unknown", "not_applicable")
# Values whose functions are those of every module of a room: which one it is, only the document says.
DISPATCHED = {"suite": "credential.proof.", "envelope": "credential.proof."}
# Calls that give back what they are given.
_TRANSPARENT = frozenset({"next", "frozenset", "tuple"})
_LOOK_UPS = frozenset({"get", "items", "values"})
_MOST_SHOWN = 12


@dataclass(frozen=True)
class _Form:
    """Where a call holds its sentence, its code (or which one it is always) and what to do about it."""

    kind: str
    sentence: int
    code: int | str
    mend: int = 0


_FORMS = {
    "skipped": _Form("unknown", 3, "not_reached"),
    "warn": _Form("warn", 0, 1),
    "Message": _Form("message", 0, 2),
    "message": _Form("message", 0, 2),
    "Leaf": _Form("flaw", 2, 0, 3),
    "Flaw": _Form("flaw", 2, 0, 3),
    "flaw": _Form("flaw", 2, 0, 3),
    "_Named": _Form("flaw", 1, "context_order", 2),
    "finding": _Form("advice", 3, 0, 4),
    "Unreachable": _Form("reason", 1, "unreachable"),
    "Refused": _Form("reason", 2, 0),
}
Function = ast.FunctionDef | ast.AsyncFunctionDef
Caller = tuple[ast.Call, "Scope"]


@dataclass(frozen=True)
class Site:
    """One place in the code where something is said.

    `kind` is an outcome, `warn` (a note), `error` (raised), `reason` (why nothing was fetched), `flaw` (of step 2),
    `advice` (of the linter), or `message` (a part of what is said elsewhere). `templates` are as they are translated,
    `shown` with the parts that are written beside them put in.
    """

    module: str
    kind: str
    codes: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    mends: tuple[str, ...] = ()
    steps: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Scope:
    """Where an expression stands: its module, what is around it (innermost last), and by which call it is looked at."""

    module: Module
    around: tuple[ast.AST, ...] = ()
    caller: Caller | None = None

    @property
    def function(self) -> Function | None:
        """The function around it."""
        return next((each for each in reversed(self.around) if isinstance(each, Function)), None)

    @property
    def owner(self) -> ast.ClassDef | None:
        """The class around it."""
        return next((each for each in reversed(self.around) if isinstance(each, ast.ClassDef)), None)

    def outside(self, function: Function) -> Scope:
        """Where the function itself stands."""
        return Scope(self.module, self.around[: self.around.index(function)])


@dataclass
class Module:
    """One module: its names, and every call in it with its scope."""

    name: str
    tree: ast.Module
    calls: list[Caller] = field(default_factory=list)
    functions: dict[str, list[tuple[Function, Scope]]] = field(default_factory=dict)
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    constants: dict[str, list[ast.expr]] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._walk(self.tree, Scope(self))

    def _walk(self, node: ast.AST, scope: Scope) -> None:
        for child in ast.iter_child_nodes(node):
            inner = Scope(self, (*scope.around, child))
            if isinstance(child, Function):
                self.functions.setdefault(child.name, []).append((child, scope))
                self._walk(child, inner)
            elif isinstance(child, ast.ClassDef):
                self.classes[child.name] = child
                self._walk(child, inner)
            elif isinstance(child, ast.Try):
                # What happens in its body, its handlers may catch; what they do themselves, they do not.
                self._walk(ast.Module(child.body, []), inner)
                self._walk(ast.Module([*child.handlers, *child.orelse, *child.finalbody], []), scope)
            elif isinstance(child, ast.With | ast.Lambda):
                self._walk(child, inner)
            else:
                self._note(child, scope)
                self._walk(child, scope)

    def _note(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.Call):
            self.calls.append((node, scope))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("skillmark."):
            for name in node.names:
                self.imports[name.asname or name.name] = ((node.module or "")[len("skillmark.") :], name.name)
        elif (
            isinstance(node, ast.Assign | ast.AnnAssign) and scope.function is None and node.value is not None
        ):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                self._assigned(target, node.value)

    def _assigned(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.constants.setdefault(target.id, []).append(value)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for name, each in zip(target.elts, value.elts, strict=True):
                self._assigned(name, each)


class Library:
    """All modules of the library and of the fetcher, and what they say."""

    def __init__(self, source: Path) -> None:
        paths = sorted(path for room in ROOMS for path in (source / room).rglob("*.py"))
        named = [(".".join(path.relative_to(source).with_suffix("").parts), path) for path in paths]
        self.modules = {
            name: Module(name, ast.parse(path.read_text("utf-8")))
            for long, path in named
            for name in [long.removesuffix(".__init__")]
        }
        self._calls: dict[str, list[Caller]] = {}
        for module in self.modules.values():
            for call, scope in module.calls:
                self._calls.setdefault(_last(call.func), []).append((call, scope))
        self._known_callers: dict[int, list[Caller]] = {}
        self._known_steps: dict[int, set[int]] = {}

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every place where something is said, in the order of modules."""
        calls = [each for module in self.modules.values() for each in module.calls]
        return tuple(site for call, scope in calls for site in self._sites(call, scope))

    @cached_property
    def errors(self) -> frozenset[str]:
        """The classes of errors: CredentialError and all that are made from it."""
        named = {name for module in self.modules.values() for name in module.classes}
        return frozenset(name for name in named if "CredentialError" in self._kinds(name))

    # --- what a call says -----------------------------------------------------------------------------------

    def _sites(self, call: ast.Call, scope: Scope) -> Iterator[Site]:
        name, given = _last(call.func), _Arguments(call)
        if name in OUTCOMES and isinstance(call.func, ast.Attribute):
            yield from self._found((name,), given.get(0), given.named("code"), call, scope)
        elif name == "add" and given.named("code") is not None:
            outcomes = tuple(sorted(self.outcomes(call.args[0], scope)))
            yield from self._found(outcomes, given.get(1), given.named("code"), call, scope)
        elif name in _FORMS:
            form = _FORMS[name]
            code = ast.Constant(form.code) if isinstance(form.code, str) else given.get(form.code, "code")
            mend = given.get(form.mend) if form.mend else None
            yield from self._found((form.kind,), given.get(form.sentence), code, call, scope, mend=mend)
        elif name in self.errors and len(call.args) > 1:
            yield from self._raised(name, call, scope)
        elif name == "__init__" and scope.owner is not None and isinstance(given.get(0), ast.Constant):
            yield from self._raised(scope.owner.name, call, scope)
        elif name == "__init__" and scope.owner is not None and scope.owner.name in self.errors:
            # What the class puts around the sentence that it is given.
            yield from self._found(("message",), given.get(1), None, call, scope)
        elif name == "include":
            yield from self._found(("message",), given.named("within"), None, call, scope)

    def _found(
        self,
        kinds: tuple[str, ...],
        sentence: ast.expr | None,
        code: ast.expr | None,
        call: ast.Call,
        scope: Scope,
        *,
        mend: ast.expr | None = None,
    ) -> Iterator[Site]:
        for kind, looked_at in product(kinds, self._ways_in((sentence, code), scope)):
            line = call.lineno if looked_at.caller is None else looked_at.caller[0].lineno
            where = looked_at if looked_at.caller is None else looked_at.caller[1]
            yield Site(
                scope.module.name.removeprefix("credential."),
                kind,
                codes=tuple(sorted(self.texts(code, looked_at))),
                templates=tuple(sorted(self.texts(sentence, looked_at))),
                shown=tuple(sorted(self._shown(sentence, call, looked_at))),
                mends=tuple(sorted(self.texts(mend, looked_at))),
                steps=tuple(sorted(self.steps(where, line=line))),
            )

    def _raised(self, error: str, call: ast.Call, scope: Scope) -> Iterator[Site]:
        for site in self._found(("error",), call.args[1], call.args[0], call, scope):
            yield replace(site, steps=tuple(sorted(self._told(error, scope, set()))))

    def _ways_in(self, nodes: tuple[ast.expr | None, ...], scope: Scope) -> list[Scope]:
        """The calls by which to look at what a helper says in its callers' words; the place itself where it is none."""
        function = scope.function
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        if function is None or not names & _parameters(function):
            return [scope]
        callers = self._callers(function, scope.outside(function))
        return [replace(scope, caller=caller) for caller in callers] or [scope]

    def _shown(self, sentence: ast.expr | None, call: ast.Call, scope: Scope) -> set[str]:
        """The sentences with the messages that are written in the same call put into their places."""
        inner = {
            f"{{{each.arg}}}": texts
            for each in call.keywords
            if isinstance(each.value, ast.Call) and _last(each.value.func) == "Message"
            for texts in [self.texts(each.value.args[0], scope)]
            if texts
        }
        shown = self.texts(sentence, scope)
        for place, texts in inner.items():
            if len(texts) <= _MOST_SHOWN:
                shown = {each.replace(place, text) for each in shown for text in texts}
        return shown

    # --- following values -----------------------------------------------------------------------------------

    def texts(self, node: ast.expr | None, scope: Scope) -> set[str]:
        """The texts that an expression can have, as far as they are written in the code."""
        found = self._values(node, scope, frozenset())
        return {
            each.value for each in found if isinstance(each, ast.Constant) and isinstance(each.value, str)
        }

    def outcomes(self, node: ast.expr, scope: Scope) -> set[str]:
        """The outcomes that an expression can have."""
        found = self._values(node, scope, frozenset())
        return {
            each.attr.lower()
            for each in found
            if isinstance(each, ast.Attribute) and _last(each.value) == "Outcome"
        }

    def numbers(self, node: ast.expr, scope: Scope) -> set[int]:
        """The numbers that an expression can have."""
        found = self._values(node, scope, frozenset())
        return {each.value for each in found if isinstance(each, ast.Constant) and type(each.value) is int}

    def _values(self, node: ast.expr | None, scope: Scope, seen: frozenset[int]) -> list[ast.expr]:
        """The constants and members of enumerations that an expression can come to."""
        if node is None or id(node) in seen:
            return []
        seen = seen | {id(node)}
        if isinstance(node, ast.Constant):
            return [node]
        if isinstance(node, ast.Name):
            return self._named(node.id, scope, seen)
        if isinstance(node, ast.Attribute):
            return self._attribute(node, scope, seen)
        if isinstance(node, ast.Call):
            return self._called(node, scope, seen)
        return [each for part in _parts(node) for each in self._values(part, scope, seen)]

    def _attribute(self, node: ast.Attribute, scope: Scope, seen: frozenset[int]) -> list[ast.expr]:
        if isinstance(node.value, ast.Name):
            module = self._module_called(node.value.id, scope)
            if module is not None:
                return self._named(node.attr, Scope(module), seen)
        return [node]

    def _module_called(self, name: str, scope: Scope) -> Module | None:
        return self.modules.get(".".join(scope.module.imports.get(name, ("", ""))))

    def _called(self, node: ast.Call, scope: Scope, seen: frozenset[int]) -> list[ast.expr]:
        """What a call gives: of a table what it holds, of a helper of the library what it returns."""
        if isinstance(node.func, ast.Attribute) and node.func.attr in _LOOK_UPS:
            inner = [node.func.value, *node.args[1:]]
            return [each for part in inner for each in self._values(part, scope, seen)]
        if _last(node.func) == "Message":
            return self._values(node.args[0], scope, seen)
        if _last(node.func) in _TRANSPARENT:
            return [each for part in node.args for each in self._values(part, scope, seen)]
        found = []
        for function, outer in self._functions(_last(node.func), scope):
            within = Scope(outer.module, (*outer.around, function))
            for part in ast.walk(function):
                if isinstance(part, ast.Return):
                    found += self._values(part.value, within, seen)
        return found

    def _functions(self, name: str, scope: Scope) -> list[tuple[Function, Scope]]:
        if name in scope.module.functions:
            return scope.module.functions[name]
        where, what = scope.module.imports.get(name, ("", ""))
        module = self.modules.get(where)
        return module.functions.get(what, []) if module is not None else []

    def _named(self, name: str, scope: Scope, seen: frozenset[int]) -> list[ast.expr]:
        function = scope.function
        if function is not None:
            local = [
                each
                for value, index in _assignments(function, name)
                for each in self._values(_element(value, index), scope, seen)
            ]
            if local:
                return local
            if name in _parameters(function):
                return self._argument(function, name, scope, seen)
        if name in scope.module.constants:
            outer = Scope(scope.module)
            values = scope.module.constants[name]
            return [each for value in values for each in self._values(value, outer, seen)]
        where, what = scope.module.imports.get(name, ("", ""))
        module = self.modules.get(where)
        return self._named(what, Scope(module), seen) if module is not None else []

    def _argument(self, function: Function, name: str, scope: Scope, seen: frozenset[int]) -> list[ast.expr]:
        """What a caller gives for a parameter, or its default; where no caller is looked at, what any of them gives."""
        callers = [scope.caller] if scope.caller else self._callers(function, scope.outside(function))
        found = [] if scope.caller else self._values(_default(function, name), scope, seen)
        for call, outer in callers:
            given = _Arguments(call).given(function, name)
            found += self._values(given or _default(function, name), outer, seen)
        return found

    def _callers(self, function: Function, scope: Scope) -> list[Caller]:
        if id(function) not in self._known_callers:
            owner = scope.owner if function.name == "__init__" else None
            wanted = owner.name if owner is not None else function.name
            self._known_callers[id(function)] = [
                (call, outer)
                for call, outer in self._calls.get(wanted, [])
                if self._is_call_of(call, outer, wanted, scope.module)
            ]
        return self._known_callers[id(function)]

    def _is_call_of(self, call: ast.Call, outer: Scope, wanted: str, module: Module) -> bool:
        if wanted in outer.module.functions or wanted in outer.module.classes:
            return outer.module is module
        if isinstance(call.func, ast.Name):
            return outer.module.imports.get(call.func.id, ("", ""))[0] == module.name
        if not isinstance(call.func, ast.Attribute):
            return False
        name = call.func.value.id if isinstance(call.func.value, ast.Name) else ""
        if name in DISPATCHED:
            return module.name.startswith(DISPATCHED[name])
        # Of a module, or of a class that comes from it.
        is_class = name[:1].isupper() and outer.module.imports.get(name, ("", ""))[0] == module.name
        return is_class or self._module_called(name, outer) is module

    # --- steps ----------------------------------------------------------------------------------------------

    def steps(self, scope: Scope, *, line: int = 0) -> set[int]:
        """The steps whose findings are collected where an expression stands, on `line` of a function."""
        function = scope.function
        if function is None:
            return set()
        before = [each for each in _collectors(function) if each.lineno < line]
        if before:
            # A function that collects for one step after the other: the last one before counts.
            return self.numbers(max(before, key=lambda each: each.lineno).args[0], scope)
        if id(function) not in self._known_steps:
            self._known_steps[id(function)] = self._steps(scope, set())
        return self._known_steps[id(function)]

    def _steps(self, scope: Scope, seen: set[int]) -> set[int]:
        function = scope.function
        if function is None or id(function) in seen:
            return set()
        seen.add(id(function))
        made = {number for call in _collectors(function) for number in self.numbers(call.args[0], scope)}
        if made:
            return made
        found: set[int] = set()
        for _, outer in self._callers(function, scope.outside(function)):
            found |= self._steps(outer, seen)
        own = scope.module.constants.get("STEP", [])
        return found or {number for value in own for number in self.numbers(value, Scope(scope.module))}

    # --- errors ---------------------------------------------------------------------------------------------

    def _told(self, error: str, scope: Scope, seen: set[int]) -> set[int]:
        """The steps that say what an error says which is raised where `scope` is."""
        function = scope.function
        for around in reversed(scope.around):
            if around is function:
                break
            if isinstance(around, ast.With) and self._suppresses(around, error):
                return set()
            if isinstance(around, ast.Lambda):
                # It is called by whom it is given to, in the same step.
                return self.steps(scope)
            handler = self._handler(around, error) if isinstance(around, ast.Try) else None
            if handler is not None:
                return self.steps(scope) if _passes_on(handler) else set()
        if function is None or id(function) in seen:
            return set()
        seen.add(id(function))
        # An error of a class of its own is raised where the class is called.
        made = self._calls.get(error, []) if function.name == "__init__" else None
        callers = made if made is not None else self._callers(function, scope.outside(function))
        return {step for _, outer in callers for step in self._told(error, outer, seen)}

    def _handler(self, node: ast.Try, error: str) -> ast.ExceptHandler | None:
        return next((each for each in node.handlers if _caught(each.type) & self._kinds(error)), None)

    def _suppresses(self, node: ast.With, error: str) -> bool:
        calls = [each.context_expr for each in node.items if isinstance(each.context_expr, ast.Call)]
        return any(
            _last(call.func) == "suppress" and bool({_last(each) for each in call.args} & self._kinds(error))
            for call in calls
        )

    def _kinds(self, error: str) -> set[str]:
        """The class and those that it is made from."""
        found, waiting = set[str](), [error]
        while waiting:
            name = waiting.pop()
            found.add(name)
            for module in self.modules.values():
                waiting += (
                    [_last(base) for base in module.classes[name].bases] if name in module.classes else []
                )
        return found


@dataclass(frozen=True)
class _Arguments:
    """What a call is given."""

    call: ast.Call

    def get(self, index: int, name: str = "") -> ast.expr | None:
        if index < len(self.call.args):
            return self.call.args[index]
        return self.named(name) if name else None

    def named(self, name: str) -> ast.expr | None:
        return next((each.value for each in self.call.keywords if each.arg == name), None)

    def given(self, function: Function, name: str) -> ast.expr | None:
        """What it gives for a parameter of the function."""
        if (found := self.named(name)) is not None:
            return found
        names = [each.arg for each in function.args.args]
        bound = names[1:] if names[:1] == ["self"] else names
        return self.get(bound.index(name)) if name in bound else None


def _parts(node: ast.expr) -> list[ast.expr]:
    """The expressions of which one is what `node` comes to."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp | ast.Dict):
        return list(node.values)
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return list(node.elts)
    if isinstance(node, ast.Subscript):
        return [node.value]
    if isinstance(node, ast.GeneratorExp):
        # What it gives, what it goes through, and what that is compared with.
        first = node.generators[0]
        tests = [test for test in first.ifs if isinstance(test, ast.Compare)]
        return [node.elt, first.iter, *(other for test in tests for other in test.comparators)]
    return []


def _last(node: ast.expr | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _parameters(function: Function) -> set[str]:
    return {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}


def _default(function: Function, name: str) -> ast.expr | None:
    plain = function.args.args
    with_default = plain[len(plain) - len(function.args.defaults) :]
    pairs = [
        *zip(with_default, function.args.defaults, strict=True),
        *zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True),
    ]
    return next((value for each, value in pairs if each.arg == name), None)


def _assignments(function: Function, name: str) -> Iterator[tuple[ast.expr, int | None]]:
    """What a function gives to a name of its own, with the place of the name where several are given at once."""
    for node in ast.walk(function):
        pairs: list[tuple[ast.expr, ast.expr | None]] = []
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
            pairs = [(node.target, node.value)]
        elif isinstance(node, ast.For):
            pairs = [(node.target, node.iter)]
        for target, value in pairs:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            for index, each in enumerate(names):
                if value is not None and isinstance(each, ast.Name) and each.id == name:
                    yield value, index if isinstance(target, ast.Tuple) else None


def _element(node: ast.expr, index: int | None) -> ast.expr:
    """One of several values that are given at once, be they in a tuple or in the rows of a table."""
    if index is None or not isinstance(node, ast.Tuple | ast.List):
        return node
    rows = [each for each in node.elts if isinstance(each, ast.Tuple) and len(each.elts) > index]
    if len(rows) == len(node.elts):
        return ast.Tuple([row.elts[index] for row in rows], ast.Load())
    return node.elts[index] if index < len(node.elts) else node


def _collectors(function: Function) -> list[ast.Call]:
    """The calls in a function by which findings of a step begin."""
    calls = [part for part in ast.walk(function) if isinstance(part, ast.Call) and part.args]
    return [each for each in calls if _last(each.func) in {"Findings", "skipped"}]


def _caught(node: ast.expr | None) -> set[str]:
    if isinstance(node, ast.Tuple):
        return {_last(each) for each in node.elts}
    return {_last(node)} if node is not None else {"CredentialError"}


def _passes_on(handler: ast.ExceptHandler) -> bool:
    """Whether a handler gives on what it caught with its code, instead of raising something else or leaving it."""
    parts = [part for statement in handler.body for part in ast.walk(statement)]
    if any(isinstance(part, ast.Raise) for part in parts):
        return False
    return any(isinstance(part, ast.Name) and part.id == handler.name for part in parts)
