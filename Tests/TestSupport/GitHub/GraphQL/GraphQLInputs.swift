import KBConfiguration
import KBForges

/// Turns variables and literals into the values that resolvers get.
struct GraphQLInputs {
  let schema: GraphQLSchema
  /// The operation's variables; one without value and default is absent.
  private(set) var variables: [String: JSONTree] = [:]

  /// Checks the given variables against their declarations.
  ///
  /// - Throws: `GraphQLErrors` with one entry for every variable that does not fit.
  init(_ operation: GraphQLOperation, given: JSONTree, schema: GraphQLSchema) throws {
    self.schema = schema
    var errors: [GraphQLError] = []
    for declared in operation.variables {
      guard let value = given.member(declared.name) else {
        if let fallback = declared.fallback {
          variables[declared.name] = self.value(of: fallback)
        } else if declared.type.isNonNull {
          errors.append(Self.refusal(declared, .null, "Expected value to not be null"))
        }
        continue
      }
      if let problem = problem(value, declared.type) {
        errors.append(Self.refusal(declared, value, problem))
      } else {
        variables[declared.name] = value
      }
    }
    guard errors.isEmpty else { throw GraphQLErrors(errors: errors) }
  }

  /// The arguments of a field with variables and defaults put in. An absent argument stays absent.
  func arguments(
    _ given: [String: GraphQLLiteral], against known: [String: GraphQLInputField]
  ) -> [String: JSONTree] {
    var values: [String: JSONTree] = [:]
    for (name, field) in known {
      if let literal = given[name], let value = optionalValue(of: literal) {
        values[name] = withDefaults(value, field.type)
      } else if let fallback = field.fallback {
        values[name] = value(of: fallback)
      }
    }
    return values
  }

  private func optionalValue(of literal: GraphQLLiteral) -> JSONTree? {
    if case .variable(let name) = literal { return variables[name] }
    return value(of: literal)
  }

  private func value(of literal: GraphQLLiteral) -> JSONTree {
    switch literal {
    case .variable(let name): variables[name] ?? .null
    case .int(let number): .int(number)
    case .float(let number): .double(number)
    case .string(let text), .name(let text): .string(text)
    case .bool(let flag): .bool(flag)
    case .null: .null
    case .list(let elements): .array(elements.map(value))
    case .object(let members):
      .object(
        members.sorted { $0.key < $1.key }.compactMap { member in
          optionalValue(of: member.value).map { JSONTree.Member(member.key, $0) }
        })
    }
  }

  private func withDefaults(_ value: JSONTree, _ type: GraphQLTypeReference) -> JSONTree {
    guard case .object(let members) = value, case .input(let fields) = schema.types[type.name]?.kind else {
      return value
    }
    let absent = fields.filter { value.member($0.key) == nil }.sorted { $0.key < $1.key }
    return .object(
      members + absent.compactMap { name, field in field.fallback.map { .init(name, self.value(of: $0)) } })
  }

  private func problem(_ value: JSONTree, _ type: GraphQLTypeReference) -> String? {
    switch type {
    case .nonNull(let inner): return value == .null ? "Expected value to not be null" : problem(value, inner)
    case _ where value == .null: return nil
    case .list(let inner):
      guard case .array(let elements) = value else { return problem(value, inner) }
      return elements.lazy.compactMap { problem($0, inner) }.first
    case .named(let name): return problem(value, named: name)
    }
  }

  private func problem(_ value: JSONTree, named name: String) -> String? {
    let misfit = "Could not coerce value \(value.json) to \(name)"
    switch (schema.types[name]?.kind, value) {
    case (.scalar?, _):
      switch (name, value) {
      case ("Int", .int(let number)): return Int32(exactly: number) == nil ? misfit : nil
      case ("Float", .int), ("Float", .double), ("Boolean", .bool), ("ID", .string), ("ID", .int): return nil
      case ("Int", _), ("Float", _), ("Boolean", _), ("ID", _): return misfit
      case (_, .string): return nil
      case (_, _): return misfit
      }
    case (.enumeration(let values)?, .string(let text)):
      return values.contains(text) ? nil : "Expected \"\(text)\" to be one of: \(values.joined(separator: ", "))"
    case (.input(let fields)?, .object(let members)):
      if let unknown = members.first(where: { fields[$0.key] == nil }) {
        return "Field is not defined on \(name): \(unknown.key)"
      }
      return fields.sorted { $0.key < $1.key }.lazy.compactMap { key, field in
        guard let given = value.member(key) else { return field.isRequired ? "Expected value to not be null" : nil }
        return problem(given, field.type)
      }.first
    case (_, _): return misfit
    }
  }

  private static func refusal(_ variable: GraphQLVariable, _ value: JSONTree, _ problem: String) -> GraphQLError {
    GraphQLError(
      message: "Variable $\(variable.name) of type \(variable.type) was provided invalid value",
      location: variable.location,
      extensions: ["value": value, "problems": [["path": [], "explanation": .string(problem)]]])
  }
}
