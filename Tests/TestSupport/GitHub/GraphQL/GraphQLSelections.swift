import KBConfiguration
import KBForges

/// Flattens fragments: which fields a set of selections asks of an object of a certain type.
struct GraphQLSelections {
  let schema: GraphQLSchema
  let document: GraphQLDocument
  let inputs: GraphQLInputs

  /// The fields in the order in which they are written, those of fragments where the fragments stand.
  func fields(_ selections: [GraphQLSelection], on type: String) -> [GraphQLField] {
    selections.flatMap { selection -> [GraphQLField] in
      switch selection {
      case .field(let field): return isIncluded(field.directives) ? [field] : []
      case .inline(let condition, let directives, let inner, _):
        guard isIncluded(directives), applies(condition ?? type, to: type) else { return [] }
        return fields(inner, on: type)
      case .spread(let name, let directives, _):
        guard isIncluded(directives), let fragment = document.fragments[name], applies(fragment.type, to: type) else {
          return []
        }
        return fields(fragment.selections, on: type)
      }
    }
  }

  private func applies(_ condition: String, to type: String) -> Bool {
    condition == type || schema.possibleTypes(condition).contains(type)
  }

  private func isIncluded(_ directives: [GraphQLDirective]) -> Bool {
    let condition = GraphQLInputField(type: .nonNull(.named("Boolean")), fallback: nil)
    return directives.allSatisfy { directive in
      let flag = inputs.arguments(directive.arguments, against: ["if": condition])["if"]?.flag
      return directive.name == "skip" ? flag != true : flag != false
    }
  }
}

/// Refuses connections without a page size, or with one that is too large, wherever they are in the query.
struct GraphQLPagingCheck {
  let schema: GraphQLSchema
  let document: GraphQLDocument
  let inputs: GraphQLInputs

  /// One error for every wrong connection.
  func errors(in operation: GraphQLOperation) -> [GraphQLError] {
    errors(operation.selections, on: operation.kind == .query ? "Query" : "Mutation", path: [])
  }

  private func errors(_ selections: [GraphQLSelection], on type: String, path: [JSONTree]) -> [GraphQLError] {
    selections.flatMap { selection -> [GraphQLError] in
      switch selection {
      case .inline(let condition, _, let inner, _): return errors(inner, on: condition ?? type, path: path)
      case .spread(let name, _, _):
        guard let fragment = document.fragments[name] else { return [] }
        return errors(fragment.selections, on: fragment.type, path: path)
      case .field(let field):
        guard let known = schema.types[type]?.fields?[field.name] else { return [] }
        let place = path + [.string(field.key)]
        let inner = errors(field.selections, on: known.type.name, path: place)
        guard known.type.name.hasSuffix("Connection") else { return inner }
        let arguments = inputs.arguments(field.arguments, against: known.arguments)
        guard let refusal = GraphQLConnection.refusal(name: field.name, arguments: arguments) else { return inner }
        return [GraphQLError(message: refusal.message, type: refusal.type, path: place, location: field.location)]
          + inner
      }
    }
  }
}
