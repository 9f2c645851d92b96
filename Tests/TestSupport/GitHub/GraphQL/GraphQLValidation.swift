import KBConfiguration
import KBForges

/// Checks a query against the schema before any of it is executed, with GitHub's messages.
struct GraphQLValidation {
  let schema: GraphQLSchema
  let operation: GraphQLOperation
  /// Everything that is wrong with the operation.
  private(set) var errors: [GraphQLError] = []
  /// What of the schema the operation asks for, as `GitHubSchema.parts(of:)` tells it.
  private(set) var parts: Set<String> = []
  private var usedVariables: Set<String> = []

  /// Checks an operation.
  init(of operation: GraphQLOperation, schema: GraphQLSchema) {
    self.schema = schema
    self.operation = operation
    validate()
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
      case .inline(let condition, let inner, let location):
        parts.insert("... on \(condition)")
        validateFragment(condition, inner, on: type, path: path + [.string("... on \(condition)")], location)
      }
    }
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
    if field.name == "__typename" { return }
    guard let known = schema.types[type]?.fields?[field.name] else {
      return report(
        "Field '\(field.name)' doesn't exist on type '\(type)'", code: "undefinedField",
        [("typeName", type), ("fieldName", field.name)], path: path, field.location)
    }
    parts.insert("\(type).\(field.name)")
    parts.formUnion(field.arguments.keys.map { "\(type).\(field.name)(\($0))" })
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

  /// Notes an error with its code and the details that GitHub gives with it.
  mutating func report(
    _ message: String, code: String, _ details: [(String, String)], path: [JSONTree], _ location: GraphQLLocation
  ) {
    let extensions = [JSONTree.Member("code", .string(code))] + details.map { .init($0.0, .string($0.1)) }
    errors.append(
      GraphQLError(message: message, path: path, location: location, extensions: .object(extensions)))
  }

  /// Notes that something of the schema is asked for.
  mutating func use(part: String) { parts.insert(part) }

  /// Notes that a variable is used.
  mutating func use(_ variable: String) { usedVariables.insert(variable) }
}
