import KBConfiguration

/// The part of validation that looks at arguments and the variables in them.
extension GraphQLValidation {
  /// Checks the arguments of a field or an input object: all known, all of their type, none missing.
  mutating func validate(
    _ given: [String: GraphQLLiteral], against known: [String: GraphQLInputField], owner: String, ownerType: String,
    name: String, path: [JSONTree], _ location: GraphQLLocation
  ) {
    for (argument, value) in given.sorted(by: { $0.key < $1.key }) {
      guard let expected = known[argument] else {
        for variable in value.variables { use(variable) }
        report(
          "\(owner) doesn't accept argument '\(argument)'", code: "argumentNotAccepted",
          [("name", name), ("typeName", ownerType), ("argumentName", argument)], path: path + [.string(argument)],
          location)
        continue
      }
      let type = expected.fallback == nil ? expected.type : expected.type.nullable
      validate(value, as: type, argument: argument, owner: owner, path: path + [.string(argument)], location)
    }
    let missing = known.filter { $0.value.isRequired && given[$0.key] == nil }.keys.sorted()
    if !missing.isEmpty {
      report(
        "\(owner) is missing required arguments: \(missing.joined(separator: ", "))", code: "missingRequiredArguments",
        [("className", ownerType), ("name", name), ("arguments", missing.joined(separator: ", "))], path: path, location
      )
    }
  }

  private mutating func validate(
    _ value: GraphQLLiteral, as type: GraphQLTypeReference, argument: String, owner: String, path: [JSONTree],
    _ location: GraphQLLocation
  ) {
    switch (value, type.nullable) {
    case (.variable(let name), _):
      validateVariable(name, as: type, argument: argument, path: path, location)
    case (.null, _):
      if type.isNonNull { refuse(value, type, argument, owner, path, location) }
    case (.list(let elements), .list(let inner)):
      for element in elements { validate(element, as: inner, argument: argument, owner: owner, path: path, location) }
    case (_, .list(let inner)):
      validate(value, as: inner, argument: argument, owner: owner, path: path, location)
    case (.object(let members), .named(let name)):
      guard case .input(let fields) = schema.types[name]?.kind else {
        return refuse(value, type, argument, owner, path, location)
      }
      for member in members.keys { use(part: "\(name).\(member)") }
      validate(
        members, against: fields, owner: "InputObject '\(name)'", ownerType: "InputObject", name: name, path: path,
        location)
    case (_, .named(let name)):
      if case .name(let constant) = value { use(part: "\(name).\(constant)") }
      if !accepts(value, scalar: name) { refuse(value, type, argument, owner, path, location) }
    case (_, .nonNull): break
    }
  }

  private func accepts(_ value: GraphQLLiteral, scalar: String) -> Bool {
    switch (scalar, value, schema.types[scalar]?.kind) {
    case ("Int", .int(let number), _): Int32(exactly: number) != nil
    case ("Float", .int, _), ("Float", .float, _), ("Boolean", .bool, _), ("ID", .string, _), ("ID", .int, _): true
    case ("Int", _, _), ("Float", _, _), ("Boolean", _, _), ("ID", _, _): false
    case (_, .name(let name), .enumeration(let values)?): values.contains(name)
    case (_, .string, .scalar?): true
    case (_, _, _): false
    }
  }

  private mutating func refuse(
    _ value: GraphQLLiteral, _ type: GraphQLTypeReference, _ argument: String, _ owner: String, _ path: [JSONTree],
    _ location: GraphQLLocation
  ) {
    report(
      "Argument '\(argument)' on \(owner) has an invalid value (\(value)). Expected type '\(type)'.",
      code: "argumentLiteralsIncompatible", [("typeName", owner), ("argumentName", argument)], path: path, location)
  }

  private mutating func validateVariable(
    _ name: String, as type: GraphQLTypeReference, argument: String, path: [JSONTree], _ location: GraphQLLocation
  ) {
    use(name)
    guard let variable = operation.variables.first(where: { $0.name == name }) else {
      return report(
        "Variable $\(name) is used by \(operation.name ?? "anonymous \(operation.kind.rawValue)") but not declared",
        code: "variableNotDefined", [("variableName", name)], path: path, location)
    }
    let given = variable.fallback == nil ? variable.type : .nonNull(variable.type.nullable)
    guard let problem = Self.mismatch(given, type) else { return }
    report(
      "\(problem) on variable $\(name) and argument \(argument) (\(variable.type) / \(type))", code: "variableMismatch",
      [
        ("variableName", name), ("typeName", "\(variable.type)"), ("argumentName", argument), ("errorMessage", problem),
      ],
      path: path, location)
  }

  private static func mismatch(_ given: GraphQLTypeReference, _ wanted: GraphQLTypeReference) -> String? {
    if given.name != wanted.name { return "Type mismatch" }
    if wanted.isNonNull && !given.isNonNull { return "Nullability mismatch" }
    switch (given.nullable, wanted.nullable) {
    case (.list(let given), .list(let wanted)): return mismatch(given, wanted)
    case (.list, _): return "List dimension mismatch"
    case (_, .list(let wanted)): return mismatch(given, wanted)
    case (_, _): return nil
    }
  }
}
