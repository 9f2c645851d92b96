import KBConfiguration
import KBForges

/// Flattens inline fragments: which fields a set of selections asks of an object of a certain type.
struct GraphQLSelections {
  let schema: GraphQLSchema

  /// The fields in the order in which they are written, those of fragments where the fragments stand.
  func fields(_ selections: [GraphQLSelection], on type: String) -> [GraphQLField] {
    selections.flatMap { selection -> [GraphQLField] in
      switch selection {
      case .field(let field): [field]
      case .inline(let condition, let inner, _):
        condition == type || schema.possibleTypes(condition).contains(type) ? fields(inner, on: type) : []
      }
    }
  }
}

/// Refuses connections without a page size, or with one that is too large, wherever they are in the query.
struct GraphQLPagingCheck {
  let schema: GraphQLSchema
  let inputs: GraphQLInputs

  /// One error for every wrong connection.
  func errors(in operation: GraphQLOperation) -> [GraphQLError] {
    errors(operation.selections, on: operation.kind == .query ? "Query" : "Mutation", path: [])
  }

  private func errors(_ selections: [GraphQLSelection], on type: String, path: [JSONTree]) -> [GraphQLError] {
    selections.flatMap { selection -> [GraphQLError] in
      switch selection {
      case .inline(let condition, let inner, _): return errors(inner, on: condition, path: path)
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
