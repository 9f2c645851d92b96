import KBConfiguration
import KBForges

/// Checks a query against the schema before any of it is executed, with GitHub's messages.
struct GraphQLValidation {
  let schema: GraphQLSchema
  let document: GraphQLDocument
  let operation: GraphQLOperation
  private(set) var errors: [GraphQLError] = []
  private var usedVariables: Set<String> = []
  private var usedFragments: Set<String> = []
  private var openFragments: Set<String> = []

  /// Everything that is wrong with the operation.
  static func errors(in operation: GraphQLOperation, of document: GraphQLDocument, schema: GraphQLSchema)
    -> [GraphQLError]
  {
    var validation = GraphQLValidation(schema: schema, document: document, operation: operation)
    validation.validate()
    return validation.errors
  }

  private init(schema: GraphQLSchema, document: GraphQLDocument, operation: GraphQLOperation) {
    self.schema = schema
    self.document = document
    self.operation = operation
  }

  private mutating func validate() {
    for variable in operation.variables { validate(variable) }
    let root = operation.kind == .query ? "Query" : "Mutation"
    validate(operation.selections, on: root, path: [operation.pathName])
    for variable in operation.variables where !usedVariables.contains(variable.name) {
      report(
        "Variable $\(variable.name) is declared by \(operation.name ?? "anonymous \(operation.kind.rawValue)") but not used",
        code: "variableNotUsed", [("variableName", variable.name)], path: [operation.pathName], variable.location)
    }
    for fragment in document.fragments.values.sorted(by: { $0.name < $1.name })
    where !usedFragments.contains(fragment.name) {
      report(
        "Fragment \(fragment.name) was defined, but not used", code: "useAndDefineFragment",
        [("fragmentName", fragment.name)], path: [.string("fragment \(fragment.name)")], fragment.location)
    }
  }

  private mutating func validate(_ variable: GraphQLVariable) {
    let name = variable.type.name
    switch schema.types[name]?.kind {
    case .scalar, .enumeration, .input: break
    case .object, .interface, .union, nil:
      report(
        "\(name) isn't a defined input type (on $\(variable.name))", code: "variableRequiresValidType",
        [("typeName", name), ("variableName", variable.name)], path: [operation.pathName], variable.location)
    }
  }

  private mutating func validate(_ selections: [GraphQLSelection], on type: String, path: [JSONTree]) {
    var seen: [String: GraphQLField] = [:]
    for selection in selections {
      switch selection {
      case .field(let field):
        if let other = seen[field.key], other.name != field.name || other.arguments != field.arguments {
          report(
            "Field '\(field.key)' has \(other.name == field.name ? "an argument" : "a field") conflict: "
              + "\(other.name) or \(field.name)?", code: "fieldConflict", [("fieldName", field.key)], path: path,
            field.location)
        }
        seen[field.key] = field
        validate(field, on: type, path: path + [.string(field.key)])
      case .inline(let condition, let directives, let inner, let location):
        validate(directives, path: path)
        validateFragment(
          condition ?? type, inner, on: type, path: path + [.string("... on \(condition ?? type)")], location)
      case .spread(let name, let directives, let location):
        validate(directives, path: path)
        validateSpread(name, on: type, path: path + [.string("... \(name)")], location)
      }
    }
  }

  private mutating func validateSpread(_ name: String, on type: String, path: [JSONTree], _ location: GraphQLLocation) {
    guard let fragment = document.fragments[name] else {
      return report(
        "Fragment \(name) was used, but not defined", code: "useAndDefineFragment", [("fragmentName", name)],
        path: path, location)
    }
    usedFragments.insert(name)
    guard openFragments.insert(name).inserted else {
      return report(
        "Fragment \(name) contains an infinite loop", code: "infiniteLoop", [("fragmentName", name)], path: path,
        location)
    }
    validateFragment(fragment.type, fragment.selections, on: type, path: path, location)
    openFragments.remove(name)
  }

  private mutating func validateFragment(
    _ condition: String, _ inner: [GraphQLSelection], on type: String, path: [JSONTree], _ location: GraphQLLocation
  ) {
    guard schema.types[condition]?.fields != nil else {
      return report(
        "No such type \(condition), so it can't be a fragment condition", code: "undefinedType",
        [("typeName", condition)], path: path, location)
    }
    guard !schema.possibleTypes(condition).isDisjoint(with: schema.possibleTypes(type)) else {
      return report(
        "Fragment on \(condition) can't be spread inside \(type)", code: "cannotSpreadFragment",
        [("typeName", condition), ("parentName", type)], path: path, location)
    }
    validate(inner, on: condition, path: path)
  }

  private mutating func validate(_ field: GraphQLField, on type: String, path: [JSONTree]) {
    validate(field.directives, path: path)
    if field.name == "__typename" { return }
    guard let known = schema.types[type]?.fields?[field.name] else {
      return report(
        "Field '\(field.name)' doesn't exist on type '\(type)'", code: "undefinedField",
        [("typeName", type), ("fieldName", field.name)], path: path, field.location)
    }
    validate(
      field.arguments, against: known.arguments, owner: "Field '\(field.name)'", ownerType: "Field", name: field.name,
      path: path, field.location)
    let result = known.type.name
    if schema.types[result]?.fields == nil {
      guard !field.selections.isEmpty else { return }
      report(
        "Selections can't be made on scalars (field '\(field.name)' returns \(result) but has selections)",
        code: "selectionMismatch", [("nodeName", "field '\(field.name)'"), ("typeName", result)], path: path,
        field.location)
    } else if field.selections.isEmpty {
      report(
        "Field must have selections (field '\(field.name)' returns \(result) but has no selections. "
          + "Did you mean '\(field.name) { ... }'?)", code: "selectionMismatch",
        [("nodeName", "field '\(field.name)'"), ("typeName", result)], path: path, field.location)
    } else {
      validate(field.selections, on: result, path: path)
    }
  }

  private mutating func validate(_ directives: [GraphQLDirective], path: [JSONTree]) {
    for directive in directives {
      guard ["include", "skip"].contains(directive.name) else {
        report(
          "Directive @\(directive.name) is not defined", code: "undefinedDirective",
          [("directiveName", directive.name)], path: path, directive.location)
        continue
      }
      validate(
        directive.arguments,
        against: ["if": GraphQLInputField(type: .nonNull(.named("Boolean")), fallback: nil)],
        owner: "Directive '\(directive.name)'", ownerType: "Directive", name: directive.name, path: path,
        directive.location)
    }
  }

  /// Notes an error with its code and the details that GitHub gives with it.
  mutating func report(
    _ message: String, code: String, _ details: [(String, String)], path: [JSONTree], _ location: GraphQLLocation
  ) {
    let extensions = [JSONTree.Member("code", .string(code))] + details.map { .init($0.0, .string($0.1)) }
    errors.append(
      GraphQLError(message: message, path: path, location: location, extensions: .object(extensions)))
  }

  /// Notes that a variable is used.
  mutating func use(_ variable: String) { usedVariables.insert(variable) }
}
